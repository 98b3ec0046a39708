"""A seller's day, driven by the best-known client (PyPI ebay-rest 1.1.4) against a twin.

The client's calls are generated from eBay's contracts and take any host; its own code for tokens knows eBay's hosts only,
so tokens are traded with requests. Messages are taken by a small server here and verified with cryptography. What comes
of the contracts that are stored as YAML is held against them, where they are there.

Environment: EBAY_URL (the twin's address, ending in /ebay), CLIENT_ID, CLIENT_SECRET, RUNAME, SHOP_NAME, CONTROL_URL (the
twins' control API, used to make orders and to sign in), SPECS (eBay's contracts; may be missing). Prints one line per step;
exits with 1 at the first step that is not so.
"""

import base64
import hashlib
import http.server
import json
import os
import sys
import threading
import time
import urllib.parse

import requests
import yaml
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from ebay_rest.api import (
    commerce_identity, commerce_notification, commerce_taxonomy, developer_analytics, sell_fulfillment, sell_inventory)

base, specs = os.environ["EBAY_URL"], os.environ.get("SPECS", "")
client, secret, runame, name = (os.environ[key] for key in ("CLIENT_ID", "CLIENT_SECRET", "RUNAME", "SHOP_NAME"))
steps = 0


def so(what, is_so, seen=None):
    global steps
    steps += 1
    print(("ok   " if is_so else "FAIL ") + what + ("" if is_so else f": {seen!r}"), flush=True)
    if not is_so:
        sys.exit(1)


def control(method, path, body):
    answer = requests.request(method, os.environ["CONTROL_URL"] + path, json=body, timeout=30)
    answer.raise_for_status()
    return answer.json()


def refusal(call):
    """The status and the first error's number of a call that is refused."""
    try:
        call()
    except Exception as error:  # each of the client's packages has an ApiException of its own
        if not hasattr(error, "body"):
            raise
        return error.status, json.loads(error.body)["errors"][0]["errorId"]
    return None


def api(package, kind, path, token):
    settings = package.Configuration()
    settings.host = base + path
    settings.access_token = token
    return getattr(package, kind)(package.ApiClient(settings))


class Receiver(http.server.BaseHTTPRequestHandler):
    """Answers the challenge and takes messages."""

    token = "judge-token-of-thirty-two-letters-or-more"
    endpoint = ""
    messages = []

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        text = query["challenge_code"][0] + self.token + self.endpoint
        self.reply(200, {"challengeResponse": hashlib.sha256(text.encode()).hexdigest()})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Receiver.messages.append((self.headers["X-EBAY-SIGNATURE"], body))
        self.reply(200, {})

    def reply(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
Receiver.endpoint = f"http://127.0.0.1:{receiver.server_port}/ebay"
threading.Thread(target=receiver.serve_forever, daemon=True).start()
control("PUT", "/ebay", {"signedIn": name, "redirects": ["http://127.0.0.1:9/back"]})

# Consent, and a code traded for tokens.
root = "https://api.ebay.com/oauth/api_scope"
scopes = [root] + [f"{root}/{scope}" for scope in (
    "sell.inventory", "sell.fulfillment", "sell.finances", "sell.account", "commerce.identity.readonly")]
page = requests.get(base + "/oauth2/authorize", allow_redirects=False, timeout=30, params={
    "client_id": client, "redirect_uri": runame, "response_type": "code", "scope": " ".join(scopes), "state": "a b"})
so("the consent page sends the browser back", page.status_code == 302, page.text)
back = urllib.parse.parse_qs(urllib.parse.urlparse(page.headers["Location"]).query)
so("with the state and a code of five minutes", back["state"] == ["a b"] and back["expires_in"] == ["299"], back)


def trade(**form):
    return requests.post(base + "/identity/v1/oauth2/token", auth=(client, form.pop("key", secret)), data=form, timeout=30)


tokens = trade(grant_type="authorization_code", code=back["code"][0], redirect_uri=runame).json()
so("a code is traded for tokens", tokens["token_type"] == "User Access Token" and tokens["expires_in"] == 7200, tokens)
again = trade(grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()
so("a refresh gives an access token only", "refresh_token" not in again and again["access_token"] != tokens["access_token"])
so("and may be done again", trade(grant_type="refresh_token", refresh_token=tokens["refresh_token"]).ok)
so("a wrong secret is refused", trade(grant_type="client_credentials", scope=root, key="x").status_code == 401)
app = trade(grant_type="client_credentials", scope=root).json()
so("the app has a token of its own", app["token_type"] == "Application Access Token", app)
user, own = again["access_token"], app["access_token"]

# Who this is.
me = api(commerce_identity, "UserApi", "/commerce/identity/v1", user).get_user()
so("the user is told", me.user_id and me.registration_marketplace_id == "EBAY_GB", me)

# What is listed.
items = api(sell_inventory, "InventoryItemApi", "/sell/inventory/v1", user)
offers = api(sell_inventory, "OfferApi", "/sell/inventory/v1", user)
places = api(sell_inventory, "LocationApi", "/sell/inventory/v1", user)
listed, page = [], 0
while True:
    found = items.get_inventory_items(limit="50", offset=str(page))
    listed += found.inventory_items
    page += 1
    if not found.next:
        break
so("all items are found page by page", len({item.sku for item in listed}) == found.total > 50, len(listed))
strange = api(sell_inventory, "InventoryItemApi", "/sell/inventory/v1", "no token")
so("an unknown token is refused", refusal(lambda: strange.get_inventory_items()) == (401, 1001))
so("the app's token is no seller's", refusal(
    lambda: api(sell_inventory, "InventoryItemApi", "/sell/inventory/v1", own).get_inventory_items()) == (403, 1100))
model = next(item for item in listed if not item.inventory_item_group_keys)
known = offers.get_offers(sku=model.sku).offers[0]
so("an offer is found by its SKU", known.status == "PUBLISHED" and known.listing.listing_status == "ACTIVE", known)

# A new listing.
body = {
    "condition": "NEW", "availability": {"shipToLocationAvailability": {"quantity": 3}},
    "product": {
        "title": "Judge's lamp", "description": "A lamp.", "aspects": {"Brand": ["Lumen"]},
        "imageUrls": ["https://pictures.example.com/lamp.jpg"]}}
items.create_or_replace_inventory_item(body, "en-GB", "application/json", "JUDGE-1")
places.create_inventory_location(
    {"location": {"address": {"country": "GB", "postalCode": "NR2 1TF"}}, "name": "Barn"}, "application/json", "barn")
so("a location is made", places.get_inventory_location("barn").merchant_location_status == "ENABLED")
offer = {
    "sku": "JUDGE-1", "marketplaceId": "EBAY_GB", "format": "FIXED_PRICE", "categoryId": known.category_id,
    "merchantLocationKey": "barn", "availableQuantity": 3,
    "pricingSummary": {"price": {"value": "12.00", "currency": "GBP"}}}
made = offers.create_offer(offer, "en-GB", "application/json").offer_id
so("a second offer is refused", refusal(lambda: offers.create_offer(offer, "en-GB", "application/json")) == (400, 25002))
so("without policies it is not published", refusal(lambda: offers.publish_offer(made)) == (400, 25007))
policies = known.listing_policies
offer["listingPolicies"] = {
    "fulfillmentPolicyId": policies.fulfillment_policy_id, "paymentPolicyId": policies.payment_policy_id,
    "returnPolicyId": policies.return_policy_id}
offers.update_offer(offer, "en-GB", "application/json", made)
listing = offers.publish_offer(made).listing_id
so("with them it is", offers.get_offer(made).listing.listing_id == listing)

# Numbers and prices.
answers = items.bulk_update_price_quantity({"requests": [
    {"sku": "JUDGE-1", "shipToLocationAvailability": {"quantity": 5},
     "offers": [{"offerId": made, "availableQuantity": 5, "price": {"value": "13.50", "currency": "GBP"}}]},
    {"sku": "NONE", "shipToLocationAvailability": {"quantity": 1}}]}, "application/json").responses
so("each entry is answered for itself", [answer.status_code for answer in answers] == [200, 200, 400], answers)
seen = offers.get_offer(made)
so("number and price are set", seen.available_quantity == 5 and seen.pricing_summary.price.value == "13.50", seen)


def quantity(units):
    items.bulk_update_price_quantity({"requests": [
        {"sku": "JUDGE-1", "shipToLocationAvailability": {"quantity": units},
         "offers": [{"offerId": made, "availableQuantity": units}]}]}, "application/json")
    return offers.get_offer(made).listing


so("zero hides the listing", quantity(0).listing_status == "OUT_OF_STOCK")
so("units bring it back under its id", quantity(4).listing_id == listing)

# Orders.
since = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() - 60))
control("POST", f"/shops/{name}/orders", {"sku": "JUDGE-1", "units": 2})
control("POST", f"/shops/{name}/orders", {"sku": "JUDGE-1", "units": 1})
orders = api(sell_fulfillment, "OrderApi", "/sell/fulfillment/v1", user)
packages = api(sell_fulfillment, "ShippingFulfillmentApi", "/sell/fulfillment/v1", user)
found = orders.get_orders(filter=f"lastmodifieddate:[{since}..],orderfulfillmentstatus:{{NOT_STARTED|IN_PROGRESS}}")
so("both orders are found, the newest first", [order.line_items[0].quantity for order in found.orders] == [1, 2], found)
order, other = found.orders[1], found.orders[0]
so("with price, buyer and address", order.pricing_summary.total.value == "30.95" and order.buyer.username
   and order.fulfillment_start_instructions[0].shipping_step.ship_to.contact_address.postal_code, order)
line = order.line_items[0].line_item_id
packages.create_shipping_fulfillment(
    {"lineItems": [{"lineItemId": line, "quantity": 2}], "shippingCarrierCode": "RoyalMail", "trackingNumber": "RM1GB"},
    "application/json", order.order_id)
so("a package is told of", orders.get_order(order.order_id).order_fulfillment_status == "FULFILLED")
so("and read again", packages.get_shipping_fulfillment("RM1GB", order.order_id).shipping_carrier_code == "RoyalMail")
refund = orders.issue_refund("application/json", order.order_id, body={
    "reasonForRefund": "BUYER_RETURN", "orderLevelRefundAmount": {"value": "5.00", "currency": "GBP"}})
so("a refund is pending at first", refund.refund_status == "PENDING", refund)
for _ in range(80):
    payment = orders.get_order(order.order_id).payment_summary
    if payment.refunds[0].refund_status == "REFUNDED":
        break
    time.sleep(0.1)
so("and then done", payment.refunds[0].refund_id == refund.refund_id and payment.refunds[0].refund_status == "REFUNDED")
cancelled = requests.post(
    base + "/post-order/v2/cancellation", timeout=30, headers={"Authorization": f"IAF {user}"},
    json={"legacyOrderId": other.order_id, "cancelReason": "OUT_OF_STOCK_OR_CANNOT_FULFILL"})
so("the other is cancelled", cancelled.status_code == 201 and cancelled.json()["cancelId"], cancelled.text)
state = orders.get_order(other.order_id).cancel_status
so("which the order tells", state.cancel_state == "CANCELED" and state.cancel_requests[0].cancel_initiator == "SELLER")

# What listings need.
tree = api(commerce_taxonomy, "CategoryTreeApi", "/commerce/taxonomy/v1", own)
number = tree.get_default_category_tree_id("EBAY_GB").category_tree_id
best = tree.get_category_suggestions(number, "linen shirt").category_suggestions[0]
aspects = tree.get_item_aspects_for_category(best.category.category_id, number).aspects
so("a category is suggested, and tells what it needs", any(
    aspect.aspect_constraint.aspect_required and aspect.localized_aspect_name == "Brand" for aspect in aspects), aspects)
limits = api(developer_analytics, "RateLimitApi", "/developer/analytics/v1_beta", own).get_rate_limits(api_name="inventory")
rate = limits.rate_limits[0].resources[0].rates[0]
so("the day's calls are told", rate.limit == 2000000 and rate.remaining < rate.limit, limits)

# Messages.
notices = "/commerce/notification/v1"
config = api(commerce_notification, "ConfigApi", notices, own)
config.update_config("application/json", body={"alertEmail": "ops@example.com"})
so("an address for alerts is kept", config.get_config().alert_email == "ops@example.com")
destinations = api(commerce_notification, "DestinationApi", notices, own)
destinations.create_destination("application/json", body={
    "name": "judge", "status": "ENABLED",
    "deliveryConfig": {"endpoint": Receiver.endpoint, "verificationToken": Receiver.token}})
place = destinations.get_destinations().destinations[0]
so("a destination that answers the challenge is taken", place.delivery_config.endpoint == Receiver.endpoint, place)
so("one that cannot is not", refusal(lambda: destinations.create_destination("application/json", body={
    "name": "judge", "status": "ENABLED",
    "deliveryConfig": {"endpoint": Receiver.endpoint.replace("/ebay", "/nobody"),
                       "verificationToken": Receiver.token}})) == (409, 195020))
api(commerce_notification, "SubscriptionApi", notices, own).create_subscription("application/json", body={
    "topicId": "ITEM_AVAILABILITY", "destinationId": place.destination_id, "status": "ENABLED",
    "payload": {"format": "JSON", "schemaVersion": "1.0", "deliveryProtocol": "HTTPS"}})
quantity(0)
for _ in range(100):
    if Receiver.messages:
        break
    time.sleep(0.1)
so("a message comes", len(Receiver.messages) == 1, Receiver.messages)
header, text = Receiver.messages[0]
seal = json.loads(base64.b64decode(header))
key = api(commerce_notification, "PublicKeyApi", notices, own).get_public_key(seal["kid"])
inner = key.key.replace("-----BEGIN PUBLIC KEY-----", "").replace("-----END PUBLIC KEY-----", "")
public = serialization.load_der_public_key(base64.b64decode(inner))
digest = {"SHA1": hashes.SHA1, "SHA256": hashes.SHA256}[seal["digest"]]()
try:
    public.verify(base64.b64decode(seal["signature"]), text, ec.ECDSA(digest))
    so("signed with eBay's key", True)
except InvalidSignature:
    so("signed with eBay's key", False, seal)
so("about the listing", json.loads(text)["notification"]["data"]["itemId"] == listing, text)

# Contracts that are stored as YAML.


def faults(value, schema, document, place):
    """What of a value does not fit its schema, in words."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].split("/")[-1]]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool}
    kind = schema.get("type")
    if kind and not isinstance(value, kinds[kind]):
        return [f"{place} is {value!r}, described as {kind}"]
    if isinstance(value, list):
        return [fault for entry in value for fault in faults(entry, schema.get("items", {}), document, place)]
    known = schema.get("properties")
    if not isinstance(value, dict) or not known:
        return []
    return [f"{place}.{member} is not described" for member in value if member not in known] + [
        fault for member in value if member in known
        for fault in faults(value[member], known[member], document, f"{place}.{member}")]


def described(file, path, **values):
    with open(os.path.join(specs, file)) as stream:
        document = yaml.safe_load(stream)
    part = "/" + file.split("_")[0] + "/" + file.split("_")[1] + "/v1"
    query = values.pop("query", {})
    answer = requests.get(
        base + part + path.format(**values), params=query, headers={"Authorization": f"Bearer {own}"}, timeout=30)
    responses = document["paths"][path]["get"]["responses"]
    if str(answer.status_code) not in responses or answer.status_code != 200:
        return [f"{path} answered {answer.status_code}"]
    schema = responses["200"]["content"]["application/json"]["schema"]
    return faults(answer.json(), schema, document, path)


if specs and os.path.isdir(specs):
    taxonomy, notification = "commerce_taxonomy_v1.0.1_oas3.yml", "commerce_notification_v1.5.1_oas3.yml"
    wrong = described(taxonomy, "/get_default_category_tree_id", query={"marketplace_id": "EBAY_GB"})
    below = "/category_tree/{category_tree_id}"
    wrong += described(taxonomy, below, category_tree_id=number)
    for path, query in (
            ("/get_category_subtree", {"category_id": "11450"}), ("/get_category_suggestions", {"q": "mug"}),
            ("/get_item_aspects_for_category", {"category_id": "53159"})):
        wrong += described(taxonomy, below + path, category_tree_id=number, query=query)
    for path in ("/config", "/destination", "/subscription", "/topic"):
        wrong += described(notification, path)
    wrong += described(notification, "/topic/{topic_id}", topic_id="ITEM_AVAILABILITY")
    wrong += described(notification, "/public_key/{public_key_id}", public_key_id=seal["kid"])
    wrong += described(notification, "/destination/{destination_id}", destination_id=place.destination_id)
    so("answers are as the contracts in YAML describe them", not wrong, wrong)

# The end of a listing.
offers.withdraw_offer(made)
so("a withdrawn offer is unpublished", offers.get_offer(made).status == "UNPUBLISHED")
items.delete_inventory_item("JUDGE-1")
so("a deleted item is gone, and its offer", refusal(lambda: offers.get_offer(made)) == (404, 25713))

print(f"{steps} steps")
