"""What the answers of the form are called that are chosen from a list."""

from leadmatch.kernel.messages import later

EDUCATION_LEVELS = {
    "no_hs": later("I have not finished high school"),
    "hs_or_ged": later("High school diploma or GED"),
    "some_college": later("Some college, no degree"),
    "associate": later("Associate degree"),
    "bachelor_plus": later("Bachelor's degree or higher"),
}
START_TIMEFRAMES = {
    "now": later("As soon as I can"),
    "1_3_months": later("In 1 to 3 months"),
    "4_6_months": later("In 4 to 6 months"),
    "7_12_months": later("In 7 to 12 months"),
    "later": later("In more than a year"),
    "unsure": later("I don't know yet"),
}
