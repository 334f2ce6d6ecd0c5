// What a browser with scripts adds to pages that work without: no cookie, no request to anybody else.
"use strict";
