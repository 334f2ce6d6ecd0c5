"""What the API's document shows of leads: made-up ones, whole."""

from typing import Any

from leadmatch.delivery.csv_file import HEADER
from leadmatch.delivery.lead_item import Item

_PROGRAM: Item = {
    "id": "prg_ohxxsyiavgk4cjpv",
    "title": "Medical billing and insurance certificate or diploma, 12 weeks to 1 year",
    "credential": "certificate_or_diploma",
    "cip_code": "51.0714",
    "campus": {
        "street": "1 Example Street",
        "city": "Chicago",
        "state": "IL",
        "zip": "60601",
        "latitude": 41.8858,
        "longitude": -87.6181,
    },
}
LEAD: Item = {
    "id": "led_ab3kq7xw2mfz5tyhn4vgd6rcse",
    "status": "delivered",
    "reason_code": None,
    "created_at": "2026-11-02T15:04:05Z",
    "is_test": False,
    "campaign_id": "cmp_k2pzj4w6hq8nrtva",
    "program": _PROGRAM,
    "other_programs": [],
    "person": {
        "first_name": "Ada",
        "last_name": "Example",
        "email": "ada@example.org",
        "phone": "+13125550142",
        "zip": "60601",
        "education_level": "hs_or_ged",
        "start_timeframe": "1_3_months",
    },
    "consent": {
        "id": "con_7rw3bq5xkz2mfytn4vgd6hcsea",
        "disclosure_id": "dis_4hm2xq7kzw5tbnvr",
        "sha256": "9b1f0c4e7a2d5836e1c94b70fd82a65317ce09b4d8f26a53e7b0194c8d3f6a25",
        "text": "By checking this box I ask Example City College to contact me about its programs by e-mail, and by "
        "call or text at (312) 555-0142, including automated or prerecorded calls. My consent is not a condition of "
        "purchase.",
        "channels": ["email", "call", "text"],
        "agreed_at": "2026-11-02T15:04:05Z",
        "ip": "192.0.2.17",
        "page_url": "https://guide.example.org/inquire",
        "language": "en",
    },
    "source": {
        "partner_id": None,
        "placement": "results",
        "sub_id": None,
        "landing_url": "https://guide.example.org/",
        "utm": {"source": "newsletter"},
    },
    "distance_miles": 3.2,
    "price_usd": 35,
    "dispositions": [],
    "returns": [],
    "deliveries": [],
    "fetched_at": None,
    "withdrawn_at": None,
    "events": [
        {
            "event": "created",
            "created_at": "2026-11-02T15:04:05Z",
            "due_on": None,
            "acknowledged_at": "2026-11-02T15:20:00Z",
        }
    ],
    "unreadable": [],
}
LEADS: dict[str, Any] = {
    "leads": [LEAD],
    "next_cursor": None,
    "resume_cursor": "AAAAAAAAAAE7Xq3mT0yB9cKfLw2sVd4G",
}
ACKNOWLEDGEMENT: Item = {
    "lead_id": LEAD["id"],
    "event": "created",
    "acknowledged_at": "2026-11-02T15:20:00Z",
}
FILE = (
    ",".join(HEADER)
    + "\r\nled_ab3kq7xw2mfz5tyhn4vgd6rcse,2026-11-02T15:04:05Z,delivered,Ada,Example,ada@example.org,(312) 555-0142,"
    "60601,prg_ohxxsyiavgk4cjpv,Medical billing,certificate_or_diploma,Chicago,IL,60601,3.2,hs_or_ged,1_3_months,"
    'con_7rw3bq5xkz2mfytn4vgd6hcsea,"By checking this box …","email,call,text",2026-11-02T15:04:05Z,192.0.2.17,,'
    "results,,35,false\r\n"
)
