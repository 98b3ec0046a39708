"""A seller's day, driven by the best-known client (PyPI python-amazon-sp-api 2.1.35) against a twin.

Environment: AMAZON_URL (the twin's address, ending in /amazon), CLIENT_ID, CLIENT_SECRET, APPLICATION_ID, SHOP_NAME,
CONTROL_URL (the twins' control API, used only to make orders and to set how long changes and searches take). Prints one
line per step; exits with 1 at the first step that is not so.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone

from sp_api.auth import AccessTokenClient
from sp_api.api import ListingsItems, Orders, Sellers
from sp_api.base import SellingApiException, SellingApiRequestThrottledException

base = os.environ["AMAZON_URL"]
control_url = os.environ["CONTROL_URL"]
name = os.environ["SHOP_NAME"]
steps = 0


def so(what, is_so, seen=None):
    global steps
    steps += 1
    print(("ok   " if is_so else "FAIL ") + what + ("" if is_so else f": {seen!r}"), flush=True)
    if not is_so:
        sys.exit(1)


def control(method, path, body=None):
    request = urllib.request.Request(
        control_url + path, method=method, data=json.dumps(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


def until(what, look):
    for _ in range(200):
        seen = look()
        if seen:
            return so(what, True)
        time.sleep(0.05)
    so(what, False, seen)


# Login with Amazon is at a fixed address in the client; here it is the twin's.
class TwinLogin(AccessTokenClient):
    scheme = base.split("://")[0] + "://"
    host = base.split("://")[1]
    path = "/auth/o2/token"


class Store:
    """The marketplace as the client wants it: its id, and whose endpoint it has."""

    def __init__(self, identifier):
        self.endpoint = base
        self.marketplace_id = identifier
        self.region = "eu-west-1"
        self.name = "UK"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


control("PUT", f"/shops/{name}/habits", {"applySeconds": 0.1, "searchLag": 0})
card = control("GET", f"/shops/{name}")
identifier = "A1F83G8C2ARO7P"
control("PUT", "/amazon", {"signedIn": name, "planFactor": 1000})

# The consent, as a browser would walk through it.
page = base + "/apps/authorize/consent?" + urllib.parse.urlencode(
    {"application_id": os.environ["APPLICATION_ID"], "state": "s1", "redirect_uri": "http://localhost:1/back"})
try:
    urllib.request.build_opener(NoRedirect).open(page)
    so("the consent page sends back", False)
except urllib.error.HTTPError as answer:
    back = urllib.parse.parse_qs(urllib.parse.urlparse(answer.headers["Location"]).query)
so("the consent says whose account it is", back["selling_partner_id"] == [card["sellerID"]], back)
credentials = {
    "refresh_token": "", "lwa_app_id": os.environ["CLIENT_ID"], "lwa_client_secret": os.environ["CLIENT_SECRET"]}
form = urllib.parse.urlencode({
    "grant_type": "authorization_code", "code": back["spapi_oauth_code"][0], "redirect_uri": "http://localhost:1/back",
    "client_id": credentials["lwa_app_id"], "client_secret": credentials["lwa_client_secret"]}).encode()
with urllib.request.urlopen(base + "/auth/o2/token", data=form) as answer:
    credentials["refresh_token"] = json.loads(answer.read())["refresh_token"]
so("a code is worth a refresh token", credentials["refresh_token"].startswith("Atzr|"))

seller = card["sellerID"]
ways = dict(
    marketplace=Store(identifier), credentials=credentials, refresh_token=credentials["refresh_token"],
    auth_token_client_class=TwinLogin, timeout=60)
listings, orders = ListingsItems(**ways), Orders(version="2026-01-01", **ways)

shares = Sellers(**ways).get_marketplace_participation().payload
so("the seller sells in one store", [share["marketplace"]["id"] for share in shares] == [identifier], shares)

# Listings, page by page.
found, token = {}, None
while True:
    more = {"pageToken": token} if token else {}
    page = listings.search_listings_items(
        sellerId=seller, marketplaceIds=[identifier], pageSize=20, sortBy="sku", sortOrder="ASC",
        includedData=["summaries", "offers", "fulfillmentAvailability", "issues"], **more)
    for item in page.payload["items"]:
        found[item["sku"]] = item
    token = page.next_token or page.payload.get("pagination", {}).get("nextToken")
    if not token:
        break
so("all listings are there, page by page", len(found) == page.payload["numberOfResults"] and len(found) > 20, len(found))
sku = next(s for s, item in sorted(found.items()) if item["offers"] and item["fulfillmentAvailability"][0]["quantity"] > 3)
so("the answer tells the rate", page.rate_limit is not None, page.headers)


def item():
    return listings.get_listings_item(
        sellerId=seller, sku=sku, marketplaceIds=[identifier],
        includedData=["summaries", "attributes", "offers", "fulfillmentAvailability"]).payload


def patch(op, attribute, value, **more):
    return listings.patch_listings_item(
        sellerId=seller, sku=sku, marketplaceIds=[identifier], **more,
        body={"productType": "PRODUCT",
              "patches": [{"op": op, "path": "/attributes/" + attribute, "value": value}]}).payload


def quantity(read):
    return read["fulfillmentAvailability"][0]["quantity"]


before = item()
preview = patch("merge", "fulfillment_availability", [{"fulfillment_channel_code": "DEFAULT", "quantity": 17}],
                mode="VALIDATION_PREVIEW")
so("a preview is valid", preview["status"] == "VALID", preview)
taken = patch("merge", "fulfillment_availability", [{"fulfillment_channel_code": "DEFAULT", "quantity": 17}])
so("a quantity is accepted", taken["status"] == "ACCEPTED" and taken["issues"] == [], taken)
until("and applied a little later", lambda: quantity(item()) == 17)
so("the handling time is still there",
   item()["attributes"]["fulfillment_availability"][0].get("lead_time_to_ship_max_days") == 2)
offer = before["attributes"]["purchasable_offer"][0]
offer["our_price"] = [{"schedule": [{"value_with_tax": 21.5}]}]
patch("replace", "purchasable_offer", [offer])
until("a price is accepted and applied", lambda: item()["offers"][0]["price"]["amount"] == "21.50")
wrong = patch("merge", "fulfillment_availability", [{"fulfillment_channel_code": "DEFAULT", "quantity": -1}])
so("what is wrong is invalid, with its issue",
   wrong["status"] == "INVALID" and wrong["issues"][0]["severity"] == "ERROR", wrong)

# Orders.
start = (datetime.now(timezone.utc) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
sale = control("POST", f"/shops/{name}/orders", {"sku": sku, "units": 2})
so("the offer shows two fewer", quantity(item()) == 15, quantity(item()))
data = ["PROCEEDS", "FULFILLMENT", "PACKAGES"]
page = orders.search_orders(lastUpdatedAfter=start, marketplaceIds=[identifier], includedData=data).payload
so("the order is found", len(page["orders"]) == 1 and page["orders"][0]["orderItems"][0]["quantityOrdered"] == 2, page)
order = page["orders"][0]
so("it has its money, and no person", order["proceeds"]["grandTotal"]["amount"] == "43.00" and "buyer" not in order, order)
asked = orders.get_order(order["orderId"], includedData=["BUYER", "RECIPIENT"]).payload["order"]
so("a person only where asked for", "@" in asked["buyer"]["buyerEmail"], asked)

from sp_api.api import OrdersV0  # noqa: E402

OrdersV0(**ways).confirm_shipment(
    order["orderId"], marketplaceId=identifier,
    packageDetail={
        "packageReferenceId": "1", "carrierCode": "Royal Mail", "trackingNumber": "RM1",
        "shipDate": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "orderItems": [{"orderItemId": order["orderItems"][0]["orderItemId"], "quantity": 2}]})
read = orders.get_order(order["orderId"], includedData=data).payload["order"]
so("a confirmed order has shipped", read["fulfillment"]["fulfillmentStatus"] == "SHIPPED", read)
so("with its tracking", read["packages"][0]["trackingNumber"] == "RM1", read)

from sp_api.api import FinancesV20240619  # noqa: E402

control("PUT", f"/shops/{name}/habits", {"financeLag": 0})
booked = FinancesV20240619(**ways).list_transactions(postedAfter=start).payload["transactions"]
so("its money is booked, less the commission",
   len(booked) == 1 and booked[0]["totalAmount"] == {"currencyCode": "GBP", "currencyAmount": 36.55}, booked)
so("under the order's id", booked[0]["relatedIdentifiers"][0]["relatedIdentifierValue"] == order["orderId"], booked)

from sp_api.api import ProductsV0  # noqa: E402

told = ProductsV0(**ways).get_listing_offers_batch([{
    "uri": f"/products/pricing/v0/listings/{sku}/offers", "method": "GET", "ItemCondition": "New",
    "MarketplaceId": identifier}]).payload["responses"][0]["body"]["payload"]
so("the seller's own offer is featured where nobody else has one",
   told["SKU"] == sku and told["Offers"][0]["MyOffer"] and told["Summary"]["TotalOfferCount"] == 1, told)

from sp_api.api import CatalogItems, ListingsRestrictions  # noqa: E402

shelf = CatalogItems(version="2022-04-01", **ways)
goods = shelf.search_catalog_items(
    keywords="steel,bottle", marketplaceIds=[identifier], includedData=["summaries", "images", "productTypes"]).payload
so("the catalogue is searched by words", [g["summaries"][0]["brand"] for g in goods["items"]] == ["Northwind"], goods)
asin = goods["items"][0]["asin"]
so("and by numbers", shelf.search_catalog_items(
    identifiers=["4006381333931"], identifiersType="EAN", marketplaceIds=[identifier]).payload["items"][0]["asin"] == asin)
so("a product is read by its ASIN", shelf.get_catalog_item(
    asin, marketplaceIds=[identifier], includedData=["summaries"]).payload["asin"] == asin)
free = ListingsRestrictions(**ways).get_listings_restrictions(
    sellerId=seller, marketplaceIds=[identifier], asin=asin, conditionType="new_new").payload
so("this seller may sell it", free["restrictions"] == [], free)
offered = listings.put_listings_item(
    sellerId=seller, sku="BOTTLE-1", marketplaceIds=[identifier],
    body={"productType": "PRODUCT", "requirements": "LISTING_OFFER_ONLY", "attributes": {
        "condition_type": [{"value": "new_new"}], "merchant_suggested_asin": [{"value": asin}]}}).payload
so("an offer for it is accepted", offered["status"] == "ACCEPTED", offered)

# The published plan, and a consent that is taken back.
control("PUT", "/amazon", {"planFactor": 0.001})
refused = None
for _ in range(25):
    try:
        orders.search_orders(lastUpdatedAfter=start)
    except SellingApiRequestThrottledException as error:
        refused = error
        break
so("too many searches are throttled", refused is not None and refused.code == 429, refused)
control("DELETE", f"/shops/{name}/tokens")
try:
    item()
    so("a consent that was taken back is refused", False)
except SellingApiException as error:
    so("a consent that was taken back is refused", error.code == 403, error)
print(f"{steps} steps")
