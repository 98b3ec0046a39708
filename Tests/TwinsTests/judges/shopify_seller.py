"""A seller's day, driven by the maker's own client (PyPI ShopifyAPI 12.7.0) against a twin.

Environment: SHOP_URL (the shop's address, without http://), CLIENT_ID, CLIENT_SECRET, CONTROL_URL (the control API of the shop, used
only to make orders). Prints one line per step; exits with 1 at the first step that is not so.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

import shopify

shop = os.environ["SHOP_URL"]
version = "2026-01"
steps = 0


def so(what, is_so, seen=None):
    global steps
    steps += 1
    print(("ok   " if is_so else "FAIL ") + what + ("" if is_so else f": {seen!r}"), flush=True)
    if not is_so:
        sys.exit(1)


def control(path, body):
    request = urllib.request.Request(
        os.environ["CONTROL_URL"] + path, method="POST", data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


# Consent: the page, its link, the signed answer, the exchange.
shopify.Session.setup(api_key=os.environ["CLIENT_ID"], secret=os.environ["CLIENT_SECRET"], protocol="http")
session = shopify.Session("judged.myshopify.com", version)
session.url = shop
scopes = ["write_products", "write_inventory", "read_locations", "read_orders",
          "write_merchant_managed_fulfillment_orders"]
page = session.create_permission_url(scopes, "http://127.0.0.1:9/callback", "s1").replace("https://", "http://", 1)
with urllib.request.urlopen(page) as answer:
    so("the consent page is shown", b"Install app" in answer.read())
try:
    urllib.request.build_opener(NoRedirect).open(page + "&install=yes")
    so("the page leads back", False)
except urllib.error.HTTPError as back:
    so("the page leads back", back.code == 302, back.code)
    location = back.headers["Location"]
query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))
so("the answer is signed as the client checks it", shopify.Session.validate_hmac(query), query)
token_page = f"http://{shop}/admin/oauth/access_token"
form = urllib.parse.urlencode({"client_id": os.environ["CLIENT_ID"], "client_secret": os.environ["CLIENT_SECRET"],
                               "code": query["code"]}).encode()
with urllib.request.urlopen(token_page, form) as answer:
    granted = json.loads(answer.read())
so("the code gives a token with the rights asked for", set(scopes) <= set(granted["scope"].split(",")), granted)
try:
    urllib.request.urlopen(token_page, form)
    so("a code works once", False)
except urllib.error.HTTPError as error:
    so("a code works once", error.code == 400, error.code)


def use(token):
    fresh = shopify.Session("judged.myshopify.com", version, token)
    fresh.url = shop
    shopify.ShopifyResource.activate_session(fresh)


def ask(text, **variables):
    return json.loads(shopify.GraphQL().execute(text, variables))


use("shpat_nobody")
try:
    ask("{ shop { name } }")
    so("a wrong token is refused", False)
except urllib.error.HTTPError as error:
    so("a wrong token is refused", error.code == 401, error.code)
use(granted["access_token"])

answer = ask("{ shop { name myshopifyDomain currencyCode plan { displayName } } location { id name } }")
so("the shop says who it is", answer["data"]["shop"]["myshopifyDomain"] == "judged.myshopify.com", answer)
so("each answer tells what it cost", answer["extensions"]["cost"]["throttleStatus"]["restoreRate"] == 100, answer)
home = answer["data"]["location"]["id"]

# Listings over pages, with fragments, aliases and directives.
text = """
query Page($after: String, $withItem: Boolean!) {
  products(first: 5, after: $after, sortKey: ID) {
    pageInfo { hasNextPage endCursor }
    edges { cursor node { ...Card } }
  }
}
fragment Card on Product {
  id name: title __typename
  variants(first: 20) { nodes { id sku price inventoryItem @include(if: $withItem) { id tracked } } }
}
"""
products, after = [], None
while True:
    found = ask(text, after=after, withItem=True)["data"]["products"]
    products += [edge["node"] for edge in found["edges"]]
    after = found["pageInfo"]["endCursor"]
    if not found["pageInfo"]["hasNextPage"]:
        break
so("products come over several pages, each once", len(products) > 5 and len({p["id"] for p in products}) == len(products))
so("an alias and the type's name are answered", products[0]["name"] and products[0]["__typename"] == "Product")
so("what is not included is left out",
   "inventoryItem" not in ask(text, after=None, withItem=False)["data"]["products"]["edges"][0]["node"]["variants"]["nodes"][0])
variant = next(v for p in products for v in p["variants"]["nodes"] if v["inventoryItem"]["tracked"])
answer = ask("query($id: ID!) { node(id: $id) { id ... on ProductVariant { sku displayName } } }", id=variant["id"])
so("one is read by its id", answer["data"]["node"]["sku"] == variant["sku"], answer)

# Quantities: compare and set, keys, errors.
level = """query($item: ID!, $home: ID!) { inventoryItem(id: $item) { inventoryLevel(locationId: $home) {
  quantities(names: ["available", "on_hand"]) { name quantity } } } }"""


def available():
    found = ask(level, item=variant["inventoryItem"]["id"], home=home)["data"]["inventoryItem"]["inventoryLevel"]
    return next(q["quantity"] for q in found["quantities"] if q["name"] == "available")


set_quantities = """mutation($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id reason } userErrors { field message code } } }"""


def set_quantity(quantity, was, key, item=None):
    return ask(set_quantities, key=key, input={
        "name": "available", "reason": "correction", "quantities": [{
            "inventoryItemId": item or variant["inventoryItem"]["id"], "locationId": home, "quantity": quantity,
            "changeFromQuantity": was}]})["data"]["inventorySetQuantities"]


was = available()
so("a quantity is set", set_quantity(17, was, "k1")["userErrors"] == [] and available() == 17)
so("the same key with the same variables is done once", set_quantity(17, was, "k1")["userErrors"] == [])
so("the same key with others is refused",
   set_quantity(18, was, "k1")["userErrors"][0]["code"] == "IDEMPOTENCY_KEY_PARAMETER_MISMATCH")
stale = set_quantity(3, 99, "k2")
so("a stale number is refused, and named",
   stale["userErrors"][0]["code"] == "CHANGE_FROM_QUANTITY_STALE" and stale["inventoryAdjustmentGroup"] is None
   and stale["userErrors"][0]["field"][:3] == ["input", "quantities", "0"], stale)
so("an unknown item is refused",
   set_quantity(3, None, "k3", "gid://shopify/InventoryItem/1")["userErrors"][0]["code"] == "INVALID_INVENTORY_ITEM")
so("nothing of that was done", available() == 17, available())

# A price.
product = next(p for p in products if any(v["id"] == variant["id"] for v in p["variants"]["nodes"]))
set_price = """mutation($product: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $product, variants: $variants) {
    productVariants { id price } userErrors { field message code } } }"""
answer = ask(set_price, product=product["id"], variants=[{"id": variant["id"], "price": "31.40"}])
so("a price is set", answer["data"]["productVariantsBulkUpdate"]["productVariants"][0]["price"] == "31.40", answer)
answer = ask(set_price, product=product["id"], variants=[{"id": variant["id"], "price": "-1"}])
so("a price below nothing is refused", answer["data"]["productVariantsBulkUpdate"]["userErrors"], answer)

# productSet: what a list leaves out is gone.
product_set = """mutation($input: ProductSetInput!, $identifier: ProductSetIdentifiers) {
  productSet(input: $input, identifier: $identifier, synchronous: true) {
    product { id title variants(first: 10) { nodes { id sku price } } } userErrors { field message } } }"""
value = [{"optionName": "Size", "name": size} for size in ("S", "L")]
made = ask(product_set, identifier=None, input={
    "title": "Judged socks", "status": "DRAFT",
    "productOptions": [{"name": "Size", "values": [{"name": "S"}, {"name": "L"}]}],
    "variants": [{"optionValues": [v], "price": "9.00", "sku": "SOCK-" + v["name"]} for v in value]})
made = made["data"]["productSet"]["product"]
so("a product is made with its variants", [v["sku"] for v in made["variants"]["nodes"]] == ["SOCK-S", "SOCK-L"], made)
less = ask(product_set, identifier={"id": made["id"]}, input={
    "title": "Judged socks", "variants": [{"id": made["variants"]["nodes"][0]["id"], "optionValues": [value[0]]}]})
so("a variant that a list leaves out is gone", len(less["data"]["productSet"]["product"]["variants"]["nodes"]) == 1, less)

# Orders.
for _ in range(12):
    control("/orders", {"sku": variant["sku"], "units": 1})
orders_text = """query($after: String) { orders(first: 5, after: $after, sortKey: UPDATED_AT, query: "updated_at:>='2020-01-01T00:00:00Z'") {
  pageInfo { hasNextPage endCursor }
  nodes { id name displayFinancialStatus totalPriceSet { shopMoney { amount currencyCode } }
    lineItems(first: 5) { nodes { sku quantity variant { id } } } } } }"""
orders, after = [], None
while True:
    found = ask(orders_text, after=after)["data"]["orders"]
    orders += found["nodes"]
    after = found["pageInfo"]["endCursor"]
    if not found["pageInfo"]["hasNextPage"]:
        break
so("orders come over pages, each once", len({o["id"] for o in orders}) == 12 == len(orders), len(orders))
so("an order names what was bought", orders[0]["lineItems"]["nodes"][0]["variant"]["id"] == variant["id"], orders[0])
so("what was sold has left what is available", available() == 5, available())

# Shipping.
open_orders = ask("""query($id: ID!) { order(id: $id) { fulfillmentOrders(first: 5) { nodes { id status
  lineItems(first: 5) { nodes { remainingQuantity } } } } } }""", id=orders[0]["id"])
open_order = open_orders["data"]["order"]["fulfillmentOrders"]["nodes"][0]
so("an order waits to be sent", open_order["status"] == "OPEN", open_order)
ship = """mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) {
  fulfillment { id status trackingInfo(first: 1) { number company } } userErrors { field message } } }"""
parcel = {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": open_order["id"]}],
          "trackingInfo": {"number": "JD1", "company": "DHL"}, "notifyCustomer": False}
sent = ask(ship, f=parcel)["data"]["fulfillmentCreate"]
so("it is sent with its tracking", sent["fulfillment"]["trackingInfo"][0] == {"number": "JD1", "company": "DHL"}, sent)
so("and only once", ask(ship, f=parcel)["data"]["fulfillmentCreate"]["userErrors"])
again = ask("query($id: ID!) { order(id: $id) { displayFulfillmentStatus fulfillments { trackingInfo { number } } } }",
            id=orders[0]["id"])["data"]["order"]
so("which is read back", again["displayFulfillmentStatus"] == "FULFILLED"
   and again["fulfillments"][0]["trackingInfo"][0]["number"] == "JD1", again)

# Webhooks.
made = ask("""mutation($t: WebhookSubscriptionTopic!, $s: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $t, webhookSubscription: $s) { webhookSubscription { id topic uri } userErrors { message } } }""",
           t="ORDERS_CREATE", s={"uri": "https://hub.example/in", "format": "JSON"})
so("a webhook is subscribed to", made["data"]["webhookSubscriptionCreate"]["webhookSubscription"]["topic"] == "ORDERS_CREATE", made)
found = ask("{ webhookSubscriptions(first: 10) { nodes { uri } } }")["data"]["webhookSubscriptions"]["nodes"]
so("and found again", [n["uri"] for n in found] == ["https://hub.example/in"], found)

# Refusals in GraphQL's own words.
so("an unknown field is refused", "doesn't exist" in ask("{ shop { nonsense } }")["errors"][0]["message"])
so("an unknown argument is refused", ask("{ products(first: 1, nonsense: 2) { nodes { id } } }")["errors"])
so("a selection is needed", ask("{ products(first: 1) }")["errors"])
so("too dear a query is refused",
   ask("{ products(first: 250) { nodes { variants(first: 250) { nodes { id } } } } }")["errors"][0]["extensions"]["code"]
   == "MAX_COST_EXCEEDED")

# A burst.
codes = set()
for _ in range(60):
    answer = ask("{ productVariants(first: 150) { nodes { id product { id } inventoryItem { id } selectedOptions { name } } } }")
    if "errors" in answer:
        codes.add(answer["errors"][0]["extensions"]["code"])
        so("throttling tells the cost and what is left",
           answer["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] < answer["extensions"]["cost"]["requestedQueryCost"], answer)
        break
so("a burst is throttled, in an answer of 200", codes == {"THROTTLED"}, codes)

print(f"{steps} steps")
