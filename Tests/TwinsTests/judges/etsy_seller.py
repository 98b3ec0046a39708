"""A seller's day, driven by the best-known client (PyPI etsy-python 1.2.3) against a twin.

Environment: ETSY_URL (the twin's address, ending in /etsy), ETSY_KEYSTRING, ETSY_SECRET, SHOP_NAME, CONTROL_URL (the
twins' control API, used only to make orders and to lift and set the limit of calls). Prints one line per step; exits
with 1 at the first step that is not so.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

from etsy_python.v3.common.Env import environment  # noqa: E402

base = os.environ["ETSY_URL"]
environment.authorization_url = base + "/oauth/connect"
environment.token_url = base + "/v3/public/oauth/token"
environment.request_url = base + "/v3/application"

from etsy_python.v3.auth.OAuth import EtsyOAuth  # noqa: E402
from etsy_python.v3.enums.Listing import Includes, State  # noqa: E402
from etsy_python.v3.enums.ShopReceipt import SortOn, SortOrder  # noqa: E402
from etsy_python.v3.exceptions.RequestException import RequestException  # noqa: E402
from etsy_python.v3.models.Listing import UpdateListingInventoryRequest, UpdateListingRequest  # noqa: E402
from etsy_python.v3.models.Product import Product  # noqa: E402
from etsy_python.v3.models.Receipt import CreateReceiptShipmentRequest  # noqa: E402
from etsy_python.v3.resources.Listing import ListingResource  # noqa: E402
from etsy_python.v3.resources.ListingInventory import ListingInventoryResource  # noqa: E402
from etsy_python.v3.resources.Receipt import ReceiptResource  # noqa: E402
from etsy_python.v3.resources.Session import EtsyClient  # noqa: E402
from etsy_python.v3.resources.Shop import ShopResource  # noqa: E402
from etsy_python.v3.resources.User import UserResource  # noqa: E402
from datetime import datetime, timedelta, timezone  # noqa: E402

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


def refusal(call):
    try:
        call()
    except RequestException as error:
        return error
    return None


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


keystring, secret, name = (os.environ[key] for key in ("ETSY_KEYSTRING", "ETSY_SECRET", "SHOP_NAME"))
control("PUT", "/etsy", {"perSecond": 1000, "signedIn": name})

# Consent, and a code traded for tokens.
oauth = EtsyOAuth(
    keystring=keystring, redirect_uri="http://localhost:9/back",
    scopes=["shops_r", "listings_r", "listings_w", "transactions_r", "transactions_w"])
page, state = oauth.get_auth_code()
try:
    urllib.request.build_opener(NoRedirect()).open(page)
    so("the consent page sends the browser back", False)
except urllib.error.HTTPError as answer:
    so("the consent page sends the browser back", answer.code == 302, answer.code)
    back = urllib.parse.parse_qs(urllib.parse.urlparse(answer.headers["Location"]).query)
oauth.set_authorisation_code(back["code"][0], back["state"][0])
token = oauth.get_access_token()
so("a code is traded for tokens", token["token_type"].lower() == "bearer" and token["expires_in"] == 3600, token)
so("the access token begins with the user's id", token["access_token"].split(".")[0].isdigit(), token)


def client(key, access, refresh):
    made = EtsyClient(
        keystring=key, access_token=access, refresh_token=refresh,
        expiry=datetime.now(tz=timezone.utc) + timedelta(hours=1))
    made.keystring = keystring  # the refresh names the client by the keystring alone
    return made


shop_key = f"{keystring}:{secret}"
seller = client(shop_key, token["access_token"], token["refresh_token"])
before = (seller.access_token, seller.refresh_token)
seller.update_token()
so("a refresh gives new tokens", seller.access_token != before[0] and seller.refresh_token != before[1])
old = client(shop_key, *before)
error = refusal(old.update_token)
so("the old refresh token is refused", error is not None and error.error == "invalid_grant", error)

# Wrong credentials.
error = refusal(lambda: UserResource(client(keystring, seller.access_token, "x")).get_me())
so("a key without its secret is refused", error is not None and error.code == 403, error)
error = refusal(lambda: UserResource(client(f"{keystring}:wrong", seller.access_token, "x")).get_me())
so("a wrong secret is refused", error is not None and error.code == 403, error)
error = refusal(lambda: UserResource(client(shop_key, "1.none", "x")).get_me())
so("an unknown token is refused", error is not None and error.code == 401, error)

# Who we are.
me = UserResource(seller).get_me()
so("the budget is in the answer", me.rate_limits is not None and me.rate_limits.limit_per_day is not None)
shop_id = me.message["shop_id"]
shop = ShopResource(seller).get_shop(shop_id).message
so("the shop tells its currency", len(shop["currency_code"]) == 3, shop["currency_code"])

# Listings over pages.
listings = ListingResource(seller)
found, offset = [], 0
while True:
    page = listings.get_listings_by_shop(
        shop_id, state=State.ACTIVE, limit=20, offset=offset, includes=[Includes.INVENTORY]).message
    found += page["results"]
    offset += 20
    if offset >= page["count"]:
        break
so("listings come in more than one page", page["count"] > 20, page["count"])
so("every listing comes once", len({row["listing_id"] for row in found}) == len(found) == page["count"], len(found))
so("with their SKUs", all(row["skus"] for row in found))
error = refusal(lambda: listings.get_listings_by_shop(shop_id, limit=101))
so("too large a page is refused", error is not None and error.code == 400, error)

# One listing with variations: its quantity and price.
varied = next(row for row in found if row["has_variations"])
listing_id = varied["listing_id"]
one = listings.get_listing(listing_id).message
so("a listing can be read", one["listing_id"] == listing_id, one)
inventories = ListingInventoryResource(seller)


def write(change):
    read = inventories.get_listing_inventory(listing_id).message
    products = []
    for product in read["products"]:
        offering = product["offerings"][0]
        row = {
            "sku": product["sku"],
            "property_values": [
                {key: value for key, value in item.items() if key not in ("scale_name", "value_pairs")}
                for item in product["property_values"]
            ],
            "offerings": [{
                "price": offering["price"]["amount"] / offering["price"]["divisor"],
                "quantity": offering["quantity"], "is_enabled": offering["is_enabled"],
                "readiness_state_id": offering["readiness_state_id"],
            }],
        }
        change(row)
        products.append(Product(**row))
    return inventories.update_listing_inventory(
        listing_id,
        UpdateListingInventoryRequest(
            products=products, price_on_property=read["price_on_property"],
            quantity_on_property=read["quantity_on_property"], sku_on_property=read["sku_on_property"]))


sku = varied["skus"][0]
ids = [product["product_id"] for product in inventories.get_listing_inventory(listing_id).message["products"]]


def quantity(row):
    if row["sku"] == sku:
        row["offerings"][0]["quantity"] = 17


def price(row):
    if row["sku"] == sku:
        row["offerings"][0]["price"] = 33.25


def seen():
    products = inventories.get_listing_inventory(listing_id).message["products"]
    return next(product for product in products if product["sku"] == sku)["offerings"][0]


so("a quantity is set", write(quantity).code == 200)
so("... and read back", seen()["quantity"] == 17, seen())
so("a price is set", write(price).code == 200)
so("... and read back", seen()["price"] == {"amount": 3325, "divisor": 100, "currency_code": shop["currency_code"]},
   seen())
now = [product["product_id"] for product in inventories.get_listing_inventory(listing_id).message["products"]]
so("ids of products change on each write", len(now) == len(ids) and not set(now) & set(ids), (ids, now))
renamed = listings.update_listing(shop_id, listing_id, UpdateListingRequest(title="A better title", tags=["wool", "warm"]))
so("title and tags are set", renamed.message["title"] == "A better title" and renamed.message["tags"] == ["wool", "warm"],
   renamed.message)

# Orders over pages.
placed = [control("POST", f"/shops/{name}/orders", {"sku": sku})["orderID"] for _ in range(5)]
receipts = ReceiptResource(seller)
orders, offset = [], 0
while True:
    page = receipts.get_shop_receipts(
        shop_id, limit=2, offset=offset, sort_on=SortOn.UPDATED, sort_order=SortOrder.ASC, was_paid=True).message
    orders += [row["receipt_id"] for row in page["results"]]
    offset += 2
    if offset >= page["count"]:
        break
so("orders come over pages, each once", sorted(orders) == sorted(placed), (orders, placed))
so("the sales took their units", seen()["quantity"] == 12, seen())

# Shipping.
sent = receipts.create_receipt_shipment(
    shop_id, placed[0], CreateReceiptShipmentRequest(tracking_code="RM123", carrier_name="royal-mail"))
so("an order is sent", sent.message["is_shipped"] is True, sent.message["status"])
again = receipts.get_shop_receipt(shop_id, placed[0]).message
so("... and its tracking number read back", again["shipments"][0]["tracking_code"] == "RM123", again["shipments"])
so("what was not sent is listed so", receipts.get_shop_receipts(shop_id, was_shipped=False).message["count"] == 4)

# A burst: one call a second is allowed.
control("PUT", "/etsy", {"perSecond": 1})
time.sleep(1.1)
codes = []
for _ in range(40):
    error = refusal(lambda: UserResource(seller).get_me())
    codes.append(200 if error is None else error.code)
so("a burst is throttled", 429 in codes and 200 in codes and set(codes) <= {200, 429}, codes)

print(f"{steps} steps")
