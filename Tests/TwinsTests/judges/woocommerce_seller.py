"""A seller's day, driven by the maker's own client (PyPI woocommerce 3.0.0) against a twin.

Environment: SHOP_URL, SHOP_KEY, SHOP_SECRET, CONTROL_URL (the twin's control API for this shop, used only to
make orders and to switch throttling on). Prints one line per step; exits with 1 at the first step that is not so.
"""

import json
import os
import sys
import urllib.request
from woocommerce import API

steps = 0


def so(what, is_so, seen=None):
    global steps
    steps += 1
    print(("ok   " if is_so else "FAIL ") + what + ("" if is_so else f": {seen!r}"), flush=True)
    if not is_so:
        sys.exit(1)


def control(method, path, body):
    request = urllib.request.Request(
        os.environ["CONTROL_URL"] + path, method=method, data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


url, key, secret = (os.environ[name] for name in ("SHOP_URL", "SHOP_KEY", "SHOP_SECRET"))
shop = API(url=url, consumer_key=key, consumer_secret=secret, version="wc/v3", timeout=60)

# Who we are.
answer = API(url=url, consumer_key=key, consumer_secret="cs_wrong", version="wc/v3", timeout=60).get("products")
so("a wrong secret is refused", answer.status_code == 401, answer.text)
so("... in the shop's envelope", answer.json()["code"] == "woocommerce_rest_authentication_error", answer.text)
answer = API(url=url, consumer_key="ck_none", consumer_secret=secret, version="wc/v3", timeout=60).get("products")
so("an unknown key is refused", answer.status_code == 401, answer.text)
status = shop.get("system_status").json()
so("the shop tells its version", status["environment"]["version"].count(".") == 2, status["environment"])
so("the shop tells its currency", len(status["settings"]["currency"]) == 3, status["settings"])

# Listings over pages.
first = shop.get("products", params={"per_page": 10, "orderby": "id", "order": "asc"})
pages = int(first.headers["X-WP-TotalPages"])
total = int(first.headers["X-WP-Total"])
so("listings come in more than one page", pages > 1, dict(first.headers))
so("the next page is linked", 'rel="next"' in first.headers["Link"], first.headers["Link"])
ids = []
for page in range(1, pages + 1):
    rows = shop.get("products", params={"per_page": 10, "page": page, "orderby": "id", "order": "asc"}).json()
    ids += [row["id"] for row in rows]
so("every listing comes once", len(ids) == len(set(ids)) == total, (len(ids), total))
so("too large a page is refused", shop.get("products", params={"per_page": 101}).status_code == 400)
so("a date with a colon and a slash in a search still verify",
   shop.get("products", params={"modified_after": "2020-01-01T00:00:00", "search": "a/b c"}).status_code == 200)

# One listing: quantity and price.
rows = shop.get("products", params={"type": "simple", "per_page": 100}).json()
simple = rows[0]
one = shop.get(f"products/{simple['id']}").json()
so("one listing is read", one["sku"] == simple["sku"] and isinstance(one["price"], str), one)
shop.put(f"products/{one['id']}", {"manage_stock": True, "stock_quantity": 17})
so("its quantity is set and read back", shop.get(f"products/{one['id']}").json()["stock_quantity"] == 17)
shop.put(f"products/{one['id']}", {"regular_price": "19.95", "price": "1.00"})
seen = shop.get(f"products/{one['id']}").json()
so("its price is set and read back", seen["regular_price"] == "19.95" and seen["price"] == "19.95", seen["price"])
answer = shop.put(f"products/{one['id']}", {"regular_price": 19.95})
so("a price that is no string is refused", answer.status_code == 400, answer.text)

# Bulk.
answer = shop.post("products/batch", {"update": [
    {"id": rows[0]["id"], "stock_quantity": 5}, {"id": rows[1]["id"], "stock_quantity": 6}, {"id": 1, "stock_quantity": 7}]})
batch = answer.json()["update"]
so("a batch answers 200", answer.status_code == 200, answer.text)
so("its good rows are done", [row.get("stock_quantity") for row in batch[:2]] == [5, 6], batch)
so("its bad row carries its own error", batch[2]["error"]["code"].endswith("invalid_id"), batch[2])
parent = shop.get("products", params={"type": "variable"}).json()[0]
variations = shop.get(f"products/{parent['id']}/variations", params={"per_page": 100}).json()
so("a variable product has variations", len(variations) >= 2 and len(variations) == len(parent["variations"]))
answer = shop.post("products/batch", {"update": [{"id": variations[0]["id"], "stock_quantity": 8}]}).json()
so("a variation is refused in the products' batch", "error" in answer["update"][0], answer)
answer = shop.post(f"products/{parent['id']}/variations/batch", {
    "update": [{"id": row["id"], "stock_quantity": 8, "regular_price": "31.00"} for row in variations]}).json()
so("variations have a batch of their own", all(row["stock_quantity"] == 8 for row in answer["update"]), answer)
answer = shop.post("products/batch", {"update": [{"id": 1}] * 101})
so("101 rows are too many", answer.status_code == 413, answer.text)

# Create and delete.
answer = shop.post("products", {"name": "Judge's Teapot", "type": "simple", "sku": "JUDGE-1", "regular_price": "40.00",
                                "manage_stock": True, "stock_quantity": 2})
so("a product is created", answer.status_code == 201, answer.text)
made = answer.json()["id"]
answer = shop.post("products", {"name": "Again", "sku": "JUDGE-1"})
so("a doubled SKU is refused", (answer.status_code, answer.json()["code"]) == (400, "product_invalid_sku"), answer.text)
so("it is found by its SKU", [row["id"] for row in shop.get("products", params={"sku": "JUDGE-1"}).json()] == [made])
so("it is deleted for good", shop.delete(f"products/{made}", params={"force": True}).status_code == 200)
so("and gone", shop.get(f"products/{made}").status_code == 404)

# Orders over pages.
for _ in range(3):
    control("POST", "/orders", {"sku": variations[0]["sku"], "units": 1})
    control("POST", "/orders", {"sku": rows[0]["sku"], "units": 1})
seen = []
for page in (1, 2, 3):
    answer = shop.get("orders", params={
        "per_page": 2, "page": page, "orderby": "modified", "order": "asc", "dates_are_gmt": True,
        "modified_after": "2020-01-01T00:00:00", "status": "processing,completed"})
    seen += [row["id"] for row in answer.json()]
so("orders come over pages", len(set(seen)) == 6, seen)
order = shop.get(f"orders/{seen[0]}").json()
line = order["line_items"][0]
so("an order has its lines", line["quantity"] == 1 and line["sku"] == variations[0]["sku"], line)
so("and its money as strings", isinstance(order["total"], str) and isinstance(line["total"], str), order["total"])

# Shipping.
note = shop.post(f"orders/{order['id']}/notes", {"note": "Sent with Royal Mail, AB123456789GB", "customer_note": True})
so("a note is left", note.status_code == 201, note.text)
meta = [{"key": "_tracking_number", "value": "AB123456789GB"}]
shop.put(f"orders/{order['id']}", {"status": "completed", "meta_data": meta})
order = shop.get(f"orders/{order['id']}").json()
so("the order is shipped", order["status"] == "completed" and order["date_completed"], order["status"])
so("with its tracking number", [m["value"] for m in order["meta_data"] if m["key"] == "_tracking_number"] == ["AB123456789GB"])
notes = shop.get(f"orders/{order['id']}/notes").json()
so("the note is read back", any("AB123456789GB" in row["note"] for row in notes), notes)

# A refund.
answer = shop.post(f"orders/{order['id']}/refunds", {
    "amount": line["total"], "api_refund": False, "line_items": [{"id": line["id"], "quantity": 1}]})
so("a refund is made", answer.status_code == 201, answer.text)

# Webhooks.
answer = shop.post("webhooks", {"name": "hub", "topic": "order.updated", "delivery_url": "http://127.0.0.1:9/in",
                                "secret": "s3cret"})
so("a webhook is registered", answer.status_code == 201 and answer.json()["status"] == "active", answer.text)
hook = answer.json()["id"]
so("it does not tell its secret", "secret" not in shop.get(f"webhooks/{hook}").json())
so("deleting it must be forced", shop.delete(f"webhooks/{hook}").status_code == 501)
so("forced, it is deleted", shop.delete(f"webhooks/{hook}", params={"force": True}).status_code == 200)

# A burst.
control("POST", "/faults", {"rules": [{"kind": "throttle", "aboveCallsPerSecond": 5, "seconds": 1}]})
codes = [shop.get("products", params={"per_page": 1, "_fields": "id"}) for _ in range(40)]
throttled = [answer for answer in codes if answer.status_code == 429]
so("a burst is throttled", len(throttled) > 0, [answer.status_code for answer in codes])
so("and told how long to wait", throttled[0].headers.get("Retry-After") == "1", dict(throttled[0].headers))
so("an unknown route is named so", shop.get("nothing").json()["code"] == "rest_no_route")
print(f"{steps} steps")
