// <leadmatch-search> 1.0.0, see /embed/demo. It stores nothing.
(() => {
const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript
  : [...document.scripts].find(({ src }) => /\/embed\/v1[\d.]*\.js$/.test(src));
const HOME = new URL(script.src).origin;
const PER_PAGE = 10, MOST_PROGRAMS = 5, COSTS = [2000, 5000, 10000, 20000];

// $page is --leadmatch-page, else this, in light or dark.
const COLORS = {
  page: ["#f6f7f5", "#121615"], surface: ["#fff", "#1a201f"], ink: ["#1b1f24", "#e8ecea"], muted: ["#565f66", "#a9b4b0"],
  line: ["#8a938f", "#6b7773"], accent: ["#0b5d5e", "#6fd0cf"], "on-accent": ["#fff", "#06282a"], focus: ["#1d4ed8", "#8ab4ff"],
  error: ["#b3261e", "#ffb4ab"],
};
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { all: initial !important; display: flow-root !important; width: 100% !important; min-width: 0 !important;
    font-size: var(--leadmatch-font-size, 17px) !important; }
  :host::before, :host::after { content: none !important; }
  :host([hidden]) { display: none !important; }
  .all, article { color: $ink; font-family: var(--leadmatch-font, system-ui, sans-serif); }
  .all { color-scheme: light dark; container-type: inline-size; contain-intrinsic-inline-size: 20em; padding: min(1em, 4%);
    background: $page; border-radius: var(--leadmatch-radius, 6px); font-size: clamp(14px, 1em, 24px); line-height: 1.55;
    direction: ltr; overflow-wrap: break-word; }
  :host([theme=light]) .all { color-scheme: light; }
  :host([theme=dark]) .all { color-scheme: dark; }
  *, ::before { box-sizing: border-box; }
  h2, h3, h4, p, ul, ol, table, details { margin: 0 0 .75em; }
  h2, h3, h4 { line-height: 1.25; font-size: 1em; }
  h2 { font-size: 1.2em; }
  p { max-width: 68ch; }
  ul, ol { list-style: none; padding: 0; }
  a, .link, summary { color: $accent; }
  :focus-visible { outline: 3px solid $focus; outline-offset: 2px; }
  button, input, select, .button { font: inherit; color: inherit; min-height: 44px; max-width: 100%; padding: .4em .8em;
    background: $surface; border: 1px solid $line; border-radius: var(--leadmatch-radius, 6px); }
  input, select { width: 28em; }
  .zip { width: 9.5em; }
  [type=checkbox] { flex: none; width: 20px; height: 20px; min-height: 0; margin: .15em 0 0; accent-color: $accent; }
  button, .button { display: inline-block; cursor: pointer; color: $accent; border-color: currentcolor; text-decoration: none; }
  .main { color: $on-accent; background: $accent; font-weight: 600; }
  .link { border: 0; padding: 0; background: none; text-align: start; text-decoration: underline; }
  label { display: block; font-weight: 600; }
  summary { padding: .6em 0; cursor: pointer; font-weight: 600; }
  .choice { display: flex; gap: .6em; padding: .6em 0; font-weight: 400; }
  .note, .unknown { color: $muted; }
  .note { font-size: .85em; }
  .amount { font-size: 1.15em; }
  .fault { color: $error; font-weight: 600; }
  .line, .head { display: flex; flex-wrap: wrap; gap: .5em; align-items: center; }
  .head h3 { flex: 1 1 12em; margin: 0; }
  .waits { position: sticky; z-index: 1; top: 0; background: $page; }
  [inert] { opacity: .6; }
  .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .box { background: $surface; border: 1px solid $line; border-radius: var(--leadmatch-radius, 6px);
    padding: min(1em, 4cqi); margin: 0 0 1em; }
  [aria-invalid], .summary { border: 3px solid $error; }
  article p { margin: 0 0 .35em; }
  article details { margin: 0; }
  .tag { display: inline-block; padding: 0 .4em; border: 1px solid; border-radius: 6px; font-size: .85em; font-weight: 600; }
  th { font-weight: 400; text-align: start; padding-inline-end: .5em; overflow-wrap: anywhere; }
  td { text-align: end; }
  .consent, .paid, .sponsor { font-family: system-ui, sans-serif; }
  .consent { background: light-dark(#fff, #1a201f); color: light-dark(#1b1f24, #e8ecea); }
  .paid, .sponsor { background: light-dark(#fff6df, #2b2412); color: light-dark(#6b4e00, #f2d27a); border-color: currentcolor; }
  .consent label, .paid > p, .paid > h2, .sponsor { font-size: max(14px, 1em); }
  .paid > p a { color: inherit; }
  .question, form > h3 { margin: 1.25em 0; }
  @container (min-width: 44em) { .columns { display: grid; grid-template-columns: 14em minmax(0, 1fr); gap: 1.5em; } }`
  .replace(/\$([\w-]+)/g, (_, name) => `var(--leadmatch-${name}, light-dark(${COLORS[name]}))`));

const CERTIFICATE = "certificate,diploma,certificate_or_diploma";
const NAMES = {
  "billing-coding": ["Medical billing and coding", "Facturación y codificación médica"],
  "medical-assisting": ["Medical assisting", "Asistencia médica"],
  "medical-office": ["Medical office", "Oficina médica"],
  [CERTIFICATE]: ["Certificate or diploma", "Certificado o diploma"],
  associate: ["Associate degree", "Título de asociado"],
  on_campus: ["On campus", "En el campus"],
  hybrid: ["Partly online", "En parte en línea"],
  online: ["Online", "En línea"],
  public: ["public", "pública"],
  private_nonprofit: ["private nonprofit", "privada sin fines de lucro"],
  private_for_profit: ["private for-profit", "privada con fines de lucro"],
  institutional: ["accredits the school", "acredita a la escuela"],
  programmatic: ["accredits this kind of program", "acredita este tipo de programa"],
  tuition_fees_usd: ["Tuition and fees", "Matrícula y cuotas"],
  tuition_usd: ["Tuition", "Matrícula"],
  fees_usd: ["Fees", "Cuotas"],
  books_supplies_usd: ["Books and supplies", "Libros y materiales"],
  other_usd: ["Other costs", "Otros costos"],
  total_usd: ["Total", "Total"],
  no_hs: ["I have not finished high school", "No he terminado la secundaria (high school)"],
  hs_or_ged: ["High school diploma or GED", "Diploma de secundaria (high school) o GED"],
  some_college: ["Some college, no degree", "Algo de universidad (college), sin título"],
  bachelor_plus: ["Bachelor's degree or higher", "Licenciatura o más"],
  now: ["As soon as I can", "Lo antes posible"],
  "1_3_months": ["In 1 to 3 months", "En 1 a 3 meses"],
  "4_6_months": ["In 4 to 6 months", "En 4 a 6 meses"],
  "7_12_months": ["In 7 to 12 months", "En 7 a 12 meses"],
  later: ["In more than a year", "En más de un año"],
  unsure: ["I don't know yet", "Todavía no sé"],
};

// An element: strings go in as text, and a function listens.
const h = (tag, attributes, ...inside) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value?.call) made.addEventListener(name, value);
    else if (name === "value") made.value = value; // typing goes on at its end
    else if (value || value === "") made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...inside.flat(3).filter(Boolean));
  return made;
};
const hidden = (...words) => h("span", { class: "hidden" }, words);
const dotted = (...parts) => parts.filter(Boolean).flatMap((it, at) => (at ? [" · ", it] : [it]));
const set = (query, values) => Object.keys(values).forEach((it) => values[it] && query.set(it, values[it]));
const webAddress = (text) => /^https?:\/\//i.test(text) && text;

// The page, or that around /embed/frame, without its query; and its campaign tags.
const here = () => {
  const url = new URL((parent !== self && location.origin === HOME && document.referrer) || location.href);
  return [webAddress(url.origin + url.pathname),
    [...new URLSearchParams(location.search)].filter(([name]) => /^utm_/.test(name))];
};
const newKey = () => String(crypto.getRandomValues(new Uint32Array(4)));
const slug = (answer) => String(answer?.body?.type).split("/").pop();

// The solution of a proof of work (ALTCHA); null where it can't be found.
const prove = async (challenge) => {
  const { parameters } = challenge;
  const bytes = (hex) => hex.match(/../g).map((pair) => parseInt(pair, 16));
  const password = new Uint8Array([...bytes(parameters.nonce), 0, 0, 0, 0]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: new Uint8Array(bytes(parameters.salt)), iterations: parameters.cost };
  for (let counter = 0; crypto.subtle && counter < 1e5; counter++) {
    new DataView(password.buffer).setUint32(password.length - 4, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derived = [...new Uint8Array(await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8))];
    const derivedKey = derived.map((it) => it.toString(16).padStart(2, 0)).join("");
    const found = JSON.stringify({ challenge, solution: { counter, derivedKey } });
    if (derivedKey.startsWith(parameters.keyPrefix)) return btoa(found);
  }
  return null;
};

// One element; what is returned begins it, and again when an attribute has changed.
const search = (host, root) => {
  const top = h("div"), main = h("div"), said = h("p", { role: "status" });
  const all = h("div", { class: "all" }, top, said, main);
  let zip = "", chosen = {}, isOpen, answer, timer, isTyping;
  let running, asking, from; // what is waited for, the inquiry being written, the id of its button
  const typed = {};
  root.adoptedStyleSheets = [sheet];
  root.append(all);

  const given = (name) => host.getAttribute(name)?.trim() || "";
  const field = () => given("field").replace(/\s/g, "");
  const mark = (name) => (/^[\w.~-]{1,100}$/.test(given(name)) ? given(name) : "");
  const byId = (id) => root.getElementById(id);
  const say = (words, awaited) => {
    running = awaited;
    said.textContent = words;
    said.className = awaited ? "note waits" : "note";
  };
  const isSpanish = () => all.lang === "es";
  const local = (value, options) => value.toLocaleString(`${all.lang}-US`, options);
  const date = (text) => (/^\d{4}-(0\d|1[0-2])/.test(text)
    ? local(new Date(text), { year: "numeric", month: "long", day: text[7] && "numeric", timeZone: "UTC" }) : text);
  const money = (dollars) => local(dollars, { style: "currency", currency: "USD" }).replace(/[.,]00$/, "");

  // A text in the reader's language; "one|many" goes by {n}.
  const parts = (english, spanish, values = {}) => {
    const [one, many = one] = (isSpanish() ? spanish : english).split("|");
    const fill = (it) => (typeof it === "number" ? local(it) : it);
    return (values.n === 1 ? one : many).split(/{(\w+)}/).map((it, at) => (at % 2 ? fill(values[it]) : it));
  };
  const t = (...words) => parts(...words).join("");
  const name = (value) => (NAMES[value] ? t(...NAMES[value]) : value);
  const notPublished = () => t("not published", "no se publica");
  const unknown = (...words) => h("span", { class: "unknown" }, words);
  const noCost = () => t("Cost not published", "El costo no se publica");
  const noAccreditation = () => t("No accreditation on file", "Sin acreditación en nuestros datos");
  const label = () => t("Sponsored", "Patrocinado");
  const yourZip = () => t("Your ZIP code", "Su código postal");
  const badZip = () => t("Type your ZIP code: five digits, such as 60601.",
    "Escriba su código postal: cinco números, como 60601.");
  const gone = () => t("A school takes no requests here any more. Ask the school itself.",
    "Una escuela ya no recibe solicitudes aquí. Pregunte directamente a la escuela.");
  const why = (found, says = ["The program search can't be shown here right now.",
    "En este momento no se puede mostrar aquí la búsqueda de programas."]) => (found?.status === 429
    ? t("Too many requests from your connection. Try again in a minute.",
      "Demasiadas solicitudes desde su conexión. Inténtelo de nuevo en un minuto.") : t(...says));
  const receiptWords = () => t("The receipt shows what went to whom; there you can stop it or have it erased.",
    "El comprobante muestra qué se envió y a quién; ahí puede detenerlo o hacer que se borre.");
  const programs = (n) => t("{n} program|{n} programs", "{n} programa|{n} programas", { n });
  const miles = (n, value = n) => t("{value} mile|{value} miles", "{value} milla|{value} millas", { n, value });
  const back = () => h("p", null, h("button", { click: close }, t("Back to the results", "Volver a los resultados")));

  // In the guide; where the visitor came from goes along, unless they opted out.
  const guide = (path, parameters) => {
    const url = new URL((isSpanish() ? "/es" : "") + path, HOME), [address, tags] = here();
    const followed = answer?.attribution && { placement: mark("placement"), sub_id: mark("sub_id"),
      attribution: answer.attribution, landing: address, ...Object.fromEntries(tags) };
    set(url.searchParams, { ...parameters, ...followed });
    return url.origin === HOME ? url.href : HOME;
  };
  const link = (words, href, attributes) => h("a", { href, target: "_blank", rel: "noopener", ...attributes }, words,
    hidden(t("(opens a new tab)", "(abre otra pestaña)")));
  const how = () => link(t("How this works", "Cómo funciona"), guide("/how-results-are-ordered#sponsors"));

  // Null: not heard, or refused; the browser does not say which.
  const ask = async (path, options, headers = {}) => {
    if (given("key")) headers.Authorization = `Bearer ${given("key")}`;
    try {
      const signal = AbortSignal.timeout(options?.method ? 3e4 : 15e3);
      const response = await fetch(HOME + path, { ...options, headers, signal, credentials: "omit" });
      return { status: response.status, body: await response.json() };
    } catch {
      return null;
    }
  };

  const begin = () => {
    all.lang = /^es\b/i.test((host.closest("[lang]") ?? document.documentElement).lang) ? "es" : "en";
    zip ||= given("zip");
    drawTop();
    if (asking?.ids) openForm(asking.ids);
    else if (!asking && (answer || zip)) find();
  };

  // Draws what comes, unless the visitor has moved on; what makes no sense changes nothing.
  const load = async (words, path, draw, otherwise, options) => {
    const mine = {};
    clearTimeout(timer);
    say(words, mine);
    const found = await ask(path, options), before = [answer, asking];
    if (mine !== running) return;
    try {
      draw(found);
    } catch {
      [answer, asking] = before;
      otherwise(found);
    }
  };

  const find = (page = 1) => {
    const query = new URLSearchParams({ facets: true, per_page: PER_PAGE });
    set(query, { zip, field: field(), placement: mark("placement"), sub_id: mark("sub_id"), language: all.lang,
      ...chosen, ...page > 1 && { page, release: answer.release } });
    return load(t("Searching…", "Buscando…"), `/api/v1/programs?${query}`, ({ status, body }) => {
      if (status === 200) {
        answer = { ...body, programs: page > 1 ? [...answer.programs, ...body.programs] : body.programs };
        drawTop();
        drawResults();
        if (page > 1) byId(`p${(page - 1) * PER_PAGE}`)?.focus();
      } else if (page > 1 && status === 422) {
        find();
      } else {
        drawTop(`${body.errors.find(({ parameter }) => parameter === "zip").code}`);
      }
    }, (found) => fail(found, () => find(page)));
  };

  const fail = (found, click, ...more) => {
    const hadFocus = main.contains(root.activeElement);
    say("");
    main.replaceChildren(h("div", { class: "box", role: "alert" },
      h("p", null, why(found)),
      h("p", null, h("button", { id: "again", click }, t("Try again", "Intentar de nuevo"))),
      link(t("Search in the guide", "Buscar en la guía"), guide(zip ? "/programs" : "/", { zip, field: field() }))),
    ...more);
    if (hadFocus) byId("again").focus();
  };

  const drawTop = (code) => {
    const at = root.activeElement?.id, value = byId("zip")?.value ?? zip;
    const words = code === "unknown-zip-code" ? t("We know no place for this ZIP code. Check the five digits.",
      "No conocemos ningún lugar para este código postal. Revise los cinco números.") : badZip();
    const submit = (event) => {
      event.preventDefault();
      zip = byId("zip").value.trim();
      find();
    };
    top.replaceChildren(
      given("key").startsWith("pk_test_") ? h("p", { class: "box" },
        t("Test mode: nothing goes to a real school.", "Modo de prueba: nada llega a una escuela real.")) : "",
      asking ? "" : h("form", { novalidate: true, submit },
        h("label", { for: "zip" }, yourZip()),
        h("p", { id: "hint", class: code ? "fault" : "note" },
          code ? words : t("Five digits, such as 60601", "Cinco números, como 60601")),
        h("p", { class: "line" },
          h("input", { id: "zip", class: "zip", inputmode: "numeric", autocomplete: "postal-code", maxlength: 12, value,
            input: () => running && say(""), "aria-describedby": "hint", "aria-invalid": code && "true" }),
          h("button", { id: "find", class: "main" }, t("Find programs", "Buscar programas")))));
    if (code) {
      say("");
      main.replaceChildren();
    }
    byId(code ? "zip" : at)?.focus();
  };

  const choose = async (parameter, value, focus) => {
    chosen = { ...chosen, [parameter]: value };
    await find();
    if (focus) byId(focus)?.focus();
  };

  const filters = (chips) => {
    const count = (facet, values) =>
      answer.facets[facet].reduce((sum, { value, count }) => sum + (values.includes(value) && count), 0);
    const select = (parameter, label, options, first = t("Any", "Cualquiera")) => {
      const change = ({ target }) => {
        clearTimeout(timer);
        timer = setTimeout(choose, isTyping ? 700 : 0, parameter, target.value);
        isTyping = false;
      };
      const offered = options.map(([value, words, n]) => {
        const isChosen = chosen[parameter] === value;
        if (isChosen) chips.push([parameter, words]);
        return h("option", { value, selected: isChosen, disabled: n === 0 && !isChosen },
          n === undefined ? words : `${words} (${local(n)})`);
      });
      return h("p", null,
        h("label", { for: parameter }, label),
        h("select", { id: parameter, change, keydown: () => { isTyping = true; } }, h("option", { value: "" }, first),
          offered));
    };
    const counted = (facet, values) => values.map((value) => [value, name(value), count(facet, value.split(","))]);
    const costs = COSTS.map((dollars, at) => {
      const bands = COSTS.slice(0, at + 1).map((it) => `under_${it}`);
      if (/cost/.test(chosen.include_unknown)) bands.push("unknown");
      return [`${dollars - 0.01}`, t("Under {amount}", "Menos de {amount}", { amount: money(dollars) }),
        count("cost_band", bands)];
    });
    return [
      !field() && select("field", t("What you want to learn", "Qué quiere estudiar"),
        counted("field", ["billing-coding", "medical-assisting", "medical-office"])),
      select("credential", t("Credential", "Tipo de título"), counted("credential", [CERTIFICATE, "associate"])),
      select("max_cost_usd", t("Cost", "Costo"), costs),
      select("format", t("Format", "Modalidad"), counted("format", ["on_campus", "hybrid", "online"])),
      select("radius_miles", t("How far to look", "Hasta qué distancia buscar"),
        [10, 25, 50, 100, 250].map((n) => [`${n}`, miles(n)]), t("Until 10 are found", "Hasta encontrar 10")),
      select("financial_aid", t("School can award federal aid; ask whether the program qualifies",
        "La escuela puede dar ayuda federal; pregunte si el programa califica"),
        [["true", t("Yes", "Sí"), count("financial_aid", ["true"])]]),
    ];
  };

  const drawResults = () => {
    const { location, pagination, query, sponsored, suggestions, excluded } = answer, at = root.activeElement?.id;
    const place = dotted(location.city && `${location.city}, ${location.state}`, location.zip);
    const chips = [], panel = filters(chips);
    if (chosen.include_unknown) chips.push(["include_unknown", t("With what is not known", "Con lo que no se sabe")]);
    const unknowns = { cost: noCost(), format: t("Format not published", "La modalidad no se publica"),
      accreditation: noAccreditation() };
    const leftOut = Object.keys(unknowns).filter((what) => excluded[what]).map((what) => {
      const click = () => choose("include_unknown", [chosen.include_unknown, what].filter(Boolean).join(), "list");
      return h("p", { class: "line" }, `${unknowns[what]}: ${local(excluded[what])}`,
        h("button", { click }, t("Include them", "Incluirlos"), hidden(unknowns[what])));
    });
    const helpful = suggestions.filter(({ change }) => !("field" in change && field())).map(({ change, count }) => {
      const [[parameter, value]] = Object.entries(change);
      const use = () => choose(parameter, value ? String(value) : "", "list");
      const filter = chips.find(([it]) => it === parameter)?.[1] ?? parameter;
      const words = value ? t("Look within {far}", "Buscar hasta {far}", { far: miles(value) })
        : t("Without “{filter}”", "Sin “{filter}”", { filter });
      return h("li", null, h("button", { class: "link", click: use }, words, ": ", programs(count)));
    });
    const far = query.radius_miles && miles(query.radius_miles);
    say(programs(pagination.total)
      + (far ? t(": campuses within {far}, and online", ": campus a {far} o menos, y en línea", { far }) : ""));
    main.replaceChildren(h("div", { class: "columns" },
      h("details", { open: isOpen ?? all.clientWidth > 780, toggle: ({ target }) => { isOpen = target.open; } },
        h("summary", { id: "filters" }, t("Filters", "Filtros"), chips.length ? ` (${chips.length})` : ""), panel),
      h("div", null,
        chips.length > 0 && h("p", { class: "line" }, chips.map(([parameter, words]) =>
          h("button", { click: () => choose(parameter, "", "list") },
            hidden(t("Remove:", "Quitar:")), words, " ×"))),
        sponsored.length > 0 && h("section", { class: "box paid" },
          h("h2", null, label()),
          h("p", null, t("These schools pay to appear here. It doesn't change the list below.",
            "Estas escuelas pagan por aparecer aquí. Eso no cambia la lista de abajo."), " ", how()),
          sponsored.map((it, at) => card(it, `s${at}`))),
        h("h2", { id: "list", tabindex: -1 },
          t("Programs near {place}", "Programas cerca de {place}", { place: place.join("") })),
        pagination.total === 0 && h("p", null,
          t("No program on file is all of this at once.", "Ningún programa en nuestros datos cumple todo esto a la vez.")),
        h("ol", null, answer.programs.map((it, at) => h("li", null, card(it, `p${at}`)))),
        answer.programs.length < pagination.total && h("p", { class: "line" },
          h("button", { id: "more", click: () => find(pagination.page + 1) }, t("Show more", "Mostrar más")),
          t("{n} of {total} shown", "{n} de {total} a la vista", { n: answer.programs.length, total: pagination.total })),
        helpful.length > 0 && [h("h3", null, t("One change finds more:", "Un solo cambio encuentra más:")),
          h("ul", null, helpful)],
        leftOut.length > 0 && [h("h3", null, t("What is not known", "Lo que no se sabe")), leftOut],
        h("p", { class: "note" },
          link(t("This search in the guide, with a map", "Esta búsqueda en la guía, con mapa"),
            guide("/programs", { zip, field: field(), ...chosen })), " · ", how()))));
    if (at) (byId(at) ?? byId("list")).focus();
  };

  const cost = ({ cost }) => {
    if (cost.total_usd === null) return unknown(noCost());
    const amount = h("strong", { class: "amount" }, money(cost.total_usd)), year = date(cost.as_of);
    if (cost.basis === "estimate") return parts("up to about {amount}, in-state, estimate · {year}",
      "hasta unos {amount} para residentes del estado, estimado · {year}", { amount, year });
    const apart = [cost.tuition_usd !== null && "fees_usd", "books_supplies_usd"].filter((it) => cost[it] === null);
    const what = apart.map(name).join(", ").toLowerCase();
    const without = what && cost.tuition_fees_usd !== null ? t(", without {what}", ", sin {what}", { what }) : "";
    return parts("{amount}{without} · published by the school for this program · {year}",
      "{amount}{without} · publicado por la escuela para este programa · {year}", { amount, without, year });
  };

  const standing = ({ current, ended, as_of }) => {
    const year = date(as_of);
    if (ended || current === false) return t("ended", "terminó");
    if (current) return t("current as of {year}", "vigente según datos de {year}", { year });
    return t("on file in {year}; ask whether it is still so", "en nuestros datos de {year}; pregunte si sigue vigente",
      { year });
  };

  const place = ({ campus }) => (campus ? `${campus.city}, ${campus.state}` : name("online"));

  const english = (words) => h("span", { lang: "en" }, words);
  const title = (item) => (isSpanish() && item.title_es) || english(item.title);

  const card = (item, id) => {
    const { school, graduates, accreditation, formats_unknown: unsaid, distance_miles: far } = item;
    const asks = answer.inquiry_links[item.id], site = webAddress(item.links.school);
    const named = () => hidden(title(item), `, ${school.name}`), words = t("Ask for information", "Pedir información");
    const click = () => {
      from = id;
      openForm([item.id], "heading");
    };
    const tag = (words, also = "") => [h("span", { class: `tag ${also}` }, words), " "];
    return h("article", { class: "box" },
      h("div", { class: "head" },
        h("h3", { id, tabindex: -1 }, title(item)),
        h("p", null, far === null ? name("online") : miles(0, local(far, { minimumFractionDigits: 1 })))),
      h("p", null, item.placement && tag(label(), "sponsor"),
        school.is_demo && tag(t("Example school, for demonstration", "Escuela inventada (ejemplo)")),
        dotted(school.name, school.control && name(school.control), item.campus && place(item))),
      h("p", null, cost(item)),
      h("p", null, dotted(
        item.formats.map(name).join(", "),
        unsaid.length > 0 && unknown(name(unsaid.includes("online") ? "online" : unsaid[0]), ": ", notPublished()),
        item.length_months && t("{n} month|{n} months", "{n} mes|{n} meses", { n: item.length_months }),
        graduates.count === null ? unknown(t("Graduates", "Graduados"), ": ", notPublished())
          : t("{n} graduate in {year}|{n} graduates in {year}", "{n} graduado en {year}|{n} graduados en {year}",
            { n: graduates.count, year: `${graduates.year}` }),
        ...accreditation.map((it) => (it.current ? it.name : unknown(it.name, " (", standing(it), ")"))),
        !accreditation.length && unknown(noAccreditation()))),
      item.state_availability === "confirm" && h("p", null,
        t("Ask whether it enrolls students in {state}.", "Pregunte si inscribe estudiantes de {state}.",
          { state: answer.location.state ?? t("your state", "su estado") })),
      item.placement && h("p", { class: "sponsor" },
        t("{school} pays to appear here. It is number {n} in the list below.",
          "{school} paga por aparecer aquí. Es el número {n} de la lista de abajo.",
            { school: school.name, n: item.organic_rank })),
      h("p", { class: "line" },
        asks && (given("inquiry") === "link" ? link([words, named()], guide(asks, { zip }), { class: "button main" })
          : h("button", { id: `ask-${id}`, class: "main", click }, words, named())),
        site && link([t("School's site", "Sitio web"), hidden(school.name)], site,
          { class: "button", rel: "noopener nofollow" })),
      h("details", null, h("summary", null, t("Details and sources", "Detalles y fuentes"), named()), details(item)));
  };

  const details = ({ cost, accreditation, certifications, sources, links }) => {
    const split = cost.tuition_usd === null ? ["tuition_fees_usd"] : ["tuition_usd", "fees_usd"];
    const rows = [...split, "books_supplies_usd", cost.other_usd !== null && "other_usd", "total_usd"].filter(Boolean);
    return [
      cost.total_usd === null ? h("p", null, unknown(noCost()))
        : h("table", null, rows.map((row) => h("tr", null,
          h("th", { scope: "row" }, name(row)), h("td", null, cost[row] === null ? notPublished() : money(cost[row]))))),
      cost.basis === "estimate" && h("p", null,
        t("A year's tuition and fees of the school, times the longest usual years of this award.",
          "La matrícula y las cuotas de un año en la escuela, por lo más que suele durar este título.")),
      h("h4", null, t("Accreditation", "Acreditación")),
      h("ul", null, accreditation.map((it) => h("li", null, `${it.name}, ${name(it.kind)}; ${standing(it)}`)),
        !accreditation.length && h("li", null, unknown(noAccreditation()))),
      certifications.length > 0 && h("p", null,
        t("Prepares for {exams}, the school says", "Prepara para {exams}, según la escuela",
          { exams: certifications.join(", ") })),
      h("h4", null, t("Sources", "Fuentes")),
      h("ul", { class: "note" }, sources.map((it) => h("li", null, english(it.title), ` · ${date(it.as_of)}`))),
      h("p", null, link(t("All about this program in the guide", "Todo sobre este programa en la guía"),
        guide(links.page, { zip }))),
    ];
  };

  const openForm = (ids, focus, summary) => load(t("Loading…", "Cargando…"),
    `/api/v1/disclosures?${new URLSearchParams({ program: ids, language: all.lang })}`, ({ body }) => {
      asking = { agreed: new Set(), key: newKey(), faults: {}, ...asking, ids, summary, offered: body.disclosures };
      typed.zip_code ??= zip;
      drawForm(focus);
    }, (found) => {
      if (!asking) return fail(found, () => openForm(ids, focus), back());
      asking.summary = why(found, ["That did not work. Try again.", "No funcionó. Inténtelo de nuevo."]);
      drawForm();
    }, { cache: "no-cache" });

  const close = () => {
    asking = null;
    drawTop();
    drawResults();
    (byId(`ask-${from}`) ?? byId("list")).focus();
  };

  const wording = ({ text, text_with_phone: template }) => {
    const phone = typed.phone?.replace(/^ +| +$/g, "");
    return phone ? template.split("{phone}").join(phone) : text;
  };

  const drawForm = (focus) => {
    const { ids, offered, summary, agreed, faults } = asking, n = offered.length, at = focus ?? root.activeElement?.id;
    const known = new Map([...answer.sponsored, ...answer.programs].map((it) => [it.id, it]));
    const others = [...known.values()].filter(({ id }) => answer.inquiry_links[id] && id !== ids[0]);
    const tick = () => openForm([ids[0], ...others.map(({ id }) => id).filter((id) => byId(id).checked)]);
    const line = (item) => [h("strong", null, item.school.name), " · ", title(item), `, ${place(item)}`];
    const wantsPhone = offered.some(({ channels }) => String(channels) !== "email");
    const fault = (id) => faults[id] && h("p", { id: `fault-${id}`, class: "fault" }, faults[id]);
    const marks = (id, why) => {
      const by = [why && `why-${id}`, faults[id] && `fault-${id}`].filter(Boolean).join(" ") || null;
      return { id, "aria-describedby": by, "aria-invalid": faults[id] && "true" };
    };
    const box = (id, checked, tick, words, disabled) => [fault(id), h("label", { class: "choice" },
      h("input", { type: "checkbox", checked, disabled, change: ({ target }) => tick(target.checked), ...marks(id) }),
      h("span", null, words))];
    const question = (id, label, why, kind, isOptional) => {
      const input = ({ target }) => {
        typed[id] = target.value;
        if (id === "phone") for (const it of offered) byId(it.disclosure_id).textContent = wording(it);
      };
      const value = typed[id] ?? "";
      return h("div", { class: "question" },
        h("label", { for: id }, label, isOptional && t(" (optional)", " (opcional)")),
        why && h("p", { id: `why-${id}`, class: "note" }, why), fault(id),
        kind.map
          ? h("select", { input, required: true, ...marks(id, why) }, h("option", { value: "" }, t("Choose…", "Elija…")),
            kind.map((it) => h("option", { value: it, selected: it === value }, name(it))))
          : h("input", { value, input, required: !isOptional, ...marks(id, why), ...kind }));
    };
    main.replaceChildren(back(),
      h("h2", { id: "heading", tabindex: -1 }, !n ? gone() : n > 1
        ? t("Ask {n} schools for information", "Pedir información a {n} escuelas", { n })
        : t("Ask {school} for information", "Pedir información a {school}", { school: offered[0].school.name })),
      n ? h("form", { novalidate: true, submit: send },
        summary && h("div", { id: "summary", class: "box summary", role: "alert", tabindex: -1 },
          h("p", null, summary),
          h("ul", null, Object.entries(faults).map(([id, words]) => h("li", null,
            h("button", { class: "link", type: "button", click: () => byId(id).focus() }, words)))),
          link(t("Ask in the guide instead", "Pedirla en la guía"), guide("/inquire", { program: ids.join(), zip }))),
        h("h3", null, t("Who will receive it", "Quién recibirá su solicitud")),
        h("p", null, line(known.get(ids[0]))),
        others.length > 0 && h("p", { class: "note" }, t("You can ask these too:", "También puede preguntar aquí:")),
        others.map((item) => box(item.id, ids.includes(item.id), tick, line(item),
          !ids.includes(item.id) && ids.length >= MOST_PROGRAMS)),
        h("p", null, t("Nobody else gets it from us. Schools pay us for requests; that doesn't change our lists.",
          "No se la damos a nadie más. Las escuelas nos pagan por las solicitudes; eso no cambia nuestras listas."),
        " ", how()),
        h("h3", null, t("About you", "Sobre usted")),
        question("first_name", t("First name", "Nombre"), "", { autocomplete: "given-name" }),
        question("last_name", t("Last name", "Apellido"), "", { autocomplete: "family-name" }),
        question("email", t("E-mail", "Correo electrónico"),
          t("Where they send what you ask for.", "Adonde le envían lo que usted pide."),
          { type: "email", autocomplete: "email" }),
        question("phone", t("Phone", "Teléfono"), wantsPhone
          ? t("With its area code. A school would call or text you there.",
            "Con código de área. Una escuela le llamaría o escribiría ahí.")
          : t("Leave it empty if you want e-mail only.", "Déjelo vacío si solo quiere correo electrónico."),
        { type: "tel", autocomplete: "tel" }, !wantsPhone),
        question("zip_code", yourZip(),
          t("Which campus is near you, and whether a school may enroll you.",
            "Qué campus está cerca de usted, y si una escuela puede inscribirle."),
          { inputmode: "numeric", autocomplete: "postal-code" }),
        question("education_level", t("Your education so far", "Sus estudios hasta ahora"),
          t("Some programs ask for a diploma or a GED.", "Algunos programas piden un diploma o el GED."),
          ["no_hs", "hs_or_ged", "some_college", "associate", "bachelor_plus"]),
        question("start_timeframe", t("When you would like to start", "Cuándo le gustaría empezar"),
          t("It binds you to nothing.", "No le compromete a nada."),
          ["now", "1_3_months", "4_6_months", "7_12_months", "later", "unsure"]),
        box("is_adult", typed.is_adult, (isTicked) => { typed.is_adult = isTicked; },
          t("I am 18 or older", "Tengo 18 años o más")),
        h("h3", null, t("What you agree to", "Lo que usted acepta")),
        h("p", null, t("Each school asks in its own words. Nothing is sent without your tick.",
          "Cada escuela pregunta con sus propias palabras. No se envía nada si usted no marca la casilla.")),
        offered.map((it) => h("div", { class: "box consent", role: "group", "aria-label": it.school.name },
          h("strong", null, it.school.name),
          box(it.school.id, agreed.has(it.disclosure_id),
            (isTicked) => agreed[isTicked ? "add" : "delete"](it.disclosure_id),
            h("span", { id: it.disclosure_id, lang: it.language }, wording(it))))),
        h("p", null, h("button", { class: "main" },
          t("Send to {n} school|Send to {n} schools", "Enviar a {n} escuela|Enviar a {n} escuelas", { n }))),
        h("p", { class: "note" }, receiptWords(), " ",
          link(t("What we keep, and for how long", "Qué guardamos, y por cuánto tiempo"), guide("/privacy#inquiries"))))
        : "");
    say("");
    drawTop();
    byId(at)?.focus();
  };

  const send = async (event) => {
    event.preventDefault();
    const { ids, offered, agreed, key } = asking, { attribution } = answer, [page_url, tags] = here();
    const own = offered.flatMap((it) => it.program_ids), { zip_code, is_adult = false, ...rest } = typed;
    const body = {
      program_ids: ids.filter((id) => own.includes(id)),
      person: { ...rest, phone: rest.phone || null, zip: zip_code, is_adult },
      consents: offered.map((it) => ({
        school_id: it.school.id, disclosure_id: it.disclosure_id, sha256: it.sha256, channels: it.channels,
        text: wording(it), agreed: agreed.has(it.disclosure_id),
      })),
      page_url: page_url || null,
      landing_url: attribution && page_url ? `${page_url}?${new URLSearchParams(tags)}`.replace(/\?$/, "") : null,
      attribution, placement: mark("placement") || null, sub_id: mark("sub_id") || null, language: all.lang,
    };
    const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
    for (const it of main.children) it.inert = true;
    say(t("Sending…", "Enviando…"), {});
    try {
      let found;
      for (let tries = 0; tries < 3; tries++) {
        found = await ask("/api/v1/inquiries", { method: "POST", body: JSON.stringify(body) }, headers);
        if (slug(found) === "challenge-required" && !tries) body.challenge_solution = await prove(found.body.challenge);
        else if (slug(found) === "request-in-flight") await new Promise((resolve) => setTimeout(resolve, 1500));
        else break;
      }
      if (found?.status === 201) drawSent(found.body);
      else refuse(found);
    } catch {
      refuse();
    }
  };

  const refuse = (found) => {
    const { ids, offered } = asking, faults = asking.faults = {}, changed = "disclosure-changed";
    const errors = found?.body?.errors ?? [];
    const what = errors.some(({ code }) => code === changed) ? changed : slug(found);
    const says = {
      "invalid-request": ["Nothing was sent. What you typed is kept.", "No se envió nada. Lo que usted escribió sigue aquí."],
      [changed]: [
        "What you agree to has changed. Nothing was sent. Read the new words below, and tick the box if you agree.",
        "Cambió lo que usted acepta. No se envió nada. Lea el nuevo texto abajo y marque la casilla si está de acuerdo.",
      ],
      "idempotency-key-reused": ["You have sent this form before. To send it as a new request, press the button again.",
        "Usted ya envió este formulario. Para enviarlo como solicitud nueva, presione el botón otra vez."],
    }[what] ?? ["We don't know whether it was sent. Press the button again: it is never sent twice.",
      "No sabemos si se envió. Presione el botón otra vez: nunca se envía dos veces."];
    for (const { pointer = "", code } of errors) {
      const [, part, at, member] = pointer.split("/"), school = offered[at]?.school;
      const label = byId(at)?.labels[0].textContent;
      if (member === "agreed" && school) {
        const words = ["Tick the box of {school} if you agree.", "Marque la casilla de {school} si está de acuerdo."];
        faults[school.id] = t(...words, { school: school.name });
      } else if (part === "person" && at === "zip") {
        faults.zip_code = badZip();
      } else if (part === "person" && label) {
        faults[at] = t("Please fill in or correct: {label}", "Complete o corrija: {label}", { label });
      } else if (code !== changed) {
        faults.heading = gone();
      }
    }
    if (what === changed || found?.status === 422) asking.key = newKey();
    asking.summary = why(found, says);
    if (what === changed) openForm(ids, "summary", asking.summary);
    else drawForm("summary");
  };

  const drawSent = ({ leads, receipt_url: receipt }) => {
    const isSent = (it) => it.status === "accepted";
    main.replaceChildren(
      h("h2", { id: "heading", tabindex: -1 }, leads.some(isSent)
        ? t("Your request is on its way", "Su solicitud va en camino") : t("Your request was not sent on",
          "Su solicitud no se envió")),
      h("ul", null, leads.map((it) => h("li", null, h("strong", null, it.school.name), ": ",
        isSent(it) ? t("sent", "enviada") : t("not sent; the receipt says more", "no enviada; el comprobante dice más")))),
      h("p", null, receiptWords()),
      h("p", null, link(t("Open your receipt", "Abrir su comprobante"), webAddress(receipt) || HOME, { class: "button main" })),
      back());
    asking = {};
    say("");
    byId("heading").focus();
  };

  return begin;
};

class LeadmatchSearch extends HTMLElement {
  static disabledFeatures = ["internals"]; // no way to the closed root
  static observedAttributes = ["key", "field", "placement", "sub_id", "lang", "inquiry"];
  #begin = search(this, this.attachShadow({ mode: "closed" }));
  #isDue = false;

  connectedCallback() {
    this.attributeChangedCallback();
  }

  attributeChangedCallback() {
    if (!this.isConnected || this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.#begin();
    });
  }
}

if (!customElements.get("leadmatch-search")) customElements.define("leadmatch-search", LeadmatchSearch);
})();
