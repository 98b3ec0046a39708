import Commerce
import ConnectorKit
import Foundation
import Wire

/// How a channel's good answers are built and where in them things stand, so that one behaviour can be tried on all.
struct Dialect: Sendable {
    /// A place in a record: names and indexes from the outside in.
    typealias Place = [String]

    /// A good listing of one offer, and a page of several.
    var listing: JSONValue
    var listings: @Sendable ([JSONValue]) -> JSONValue
    var title: Place
    var status: Place
    /// `nil` where the SKU is the listing's name.
    var sku: Place?
    var quantity: Place
    /// A price's amount; the amount with one decimal more than the currency has; and one that is no price at all.
    var price: Place
    var finerPrice: JSONValue
    var brokenPrice: JSONValue
    /// Of a record that nothing can be done with without it.
    var name: Place
    /// The answer to a read of offers that are gone.
    var nothingRead: JSONValue

    /// A good order of one line at least, a page of several, and the answer to a read of one.
    var order: JSONValue
    var orders: @Sendable ([JSONValue]) -> JSONValue
    var orderStatus: [Place]
    var created: Place
    var units: Place
    var lineSKU: Place
    var total: Place
    var lines: Place
    var orderName: Place
    /// The answer where there is no such order.
    var noOrder: ScriptedTransport.Step
    /// Members in which this channel sends who bought, each with the word “canary”.
    var buyer: [String: JSONValue]

    /// Good answers to a write of five units, after what comes before it.
    var written: [ScriptedTransport.Step]
    /// A page token of its own.
    var page: PageToken
}

extension JSONValue {
    /// Another value at a place.
    func setting(_ place: Dialect.Place, _ value: JSONValue) -> JSONValue {
        guard let first = place.first else { return value }
        let rest = Array(place.dropFirst())
        switch self {
        case .array(var elements):
            guard let index = Int(first), elements.indices.contains(index) else { return self }
            elements[index] = elements[index].setting(rest, value)
            return .array(elements)
        case .object(var members):
            members[first] = (members[first] ?? .null).setting(rest, value)
            return .object(members)
        default: return self
        }
    }

    func without(_ place: Dialect.Place) -> JSONValue {
        guard let first = place.first else { return self }
        switch self {
        case .array(var elements):
            guard let index = Int(first), elements.indices.contains(index) else { return self }
            elements[index] = elements[index].without(Array(place.dropFirst()))
            return .array(elements)
        case .object(var members):
            members[first] = place.count == 1 ? nil : members[first]?.without(Array(place.dropFirst()))
            return .object(members)
        default: return self
        }
    }

    var step: ScriptedTransport.Step {
        .json((try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "")
    }

    static func fixture(_ name: String) -> JSONValue {
        (try? JSONAnswer.decode(JSONValue.self, from: Fixture.bytes(name))) ?? .null
    }
}

extension ChannelUnderTest {
    var dialect: Dialect {
        switch self.descriptor.manifest.id {
        case "etsy": .etsy
        case "amazon": .amazon
        case "shopify": .shopify
        case "ebay": .ebay
        default: .woocommerce
        }
    }

    /// What becomes of one page of these listings.
    func list(_ records: [JSONValue]) async throws -> ListingPage {
        let transport = ScriptedTransport(always: self.dialect.listings(records).step)
        guard let page = try await self.connector(transport).listings?.page(nil, modifiedAfter: nil) else {
            throw Lacking()
        }
        return page.value
    }

    /// The offer that a changed listing is read as; `nil` where it cannot be read and says so.
    func offer(_ change: (JSONValue, Dialect) -> JSONValue) async throws -> RemoteOffer? {
        let page = try await self.list([change(self.dialect.listing, self.dialect)])
        // A price that cannot be read is told of beside its offer.
        guard page.offers.count <= 1, !page.offers.isEmpty || !page.unreadable.isEmpty else { throw Lost() }
        return page.offers.first
    }

    func ordered(_ records: [JSONValue]) async throws -> OrderPage {
        let transport = ScriptedTransport(always: self.dialect.orders(records).step)
        guard let page = try await self.connector(transport).orders?.page(nil, modifiedAfter: nil) else {
            throw Lacking()
        }
        return page.value
    }

    /// The order that a changed record is read as; `nil` where it cannot be read and says so.
    func order(_ change: (JSONValue, Dialect) -> JSONValue) async throws -> RemoteOrder? {
        let page = try await self.ordered([change(self.dialect.order, self.dialect)])
        guard page.orders.count + page.unreadable.count == 1 else { throw Lost() }
        return page.orders.first
    }

    struct Lacking: Error {}
    /// A record was neither read nor told of.
    struct Lost: Error {}
}

extension Dialect {
    static let woocommerce = Dialect(
        listing: .fixture("product-simple"), listings: { .array($0) }, title: ["name"], status: ["status"],
        sku: ["sku"], quantity: ["stock_quantity"], price: ["regular_price"], finerPrice: .text("21.999"),
        brokenPrice: .text("free"), name: ["id"], nothingRead: .array([]),
        order: .fixture("order-paid"), orders: { .array($0) }, orderStatus: [["status"]],
        created: ["date_created_gmt"], units: ["line_items", "0", "quantity"], lineSKU: ["line_items", "0", "sku"],
        total: ["total"], lines: ["line_items"], orderName: ["id"],
        noOrder: .fixture("error-order-does-not-exist", status: 404),
        buyer: [
            "billing": .object([
                "first_name": .text("canary"), "email": .text("canary@example.com"), "phone": .text("canary 1"),
            ]),
            "shipping": .object(["address_1": .text("canary street")]), "customer_note": .text("canary"),
            "customer_ip_address": .text("canary"),
        ],
        written: [.json(#"{"update":[{"id":799,"stock_quantity":5,"regular_price":"21.99","manage_stock":true}]}"#)],
        page: PageToken("2"))

    static let etsy = Dialect(
        listing: .fixture("etsy/listing-simple"),
        listings: { .object(["count": .integer(Int64($0.count)), "results": .array($0)]) }, title: ["title"],
        status: ["state"], sku: ["inventory", "products", "0", "sku"],
        quantity: ["inventory", "products", "0", "offerings", "0", "quantity"],
        price: ["inventory", "products", "0", "offerings", "0", "price"],
        finerPrice: .object([
            "amount": .integer(21_999), "divisor": .integer(1_000), "currency_code": .text("USD"),
        ]),
        brokenPrice: .object([
            "amount": .integer(5), "divisor": .integer(0), "currency_code": .text("USD"),
        ]),
        name: ["listing_id"], nothingRead: .object(["count": .integer(0), "results": .array([])]),
        order: .fixture("etsy/receipt-paid-with-personalisation"),
        orders: { .object(["count": .integer(Int64($0.count)), "results": .array($0)]) }, orderStatus: [["status"]],
        created: ["created_timestamp"], units: ["transactions", "0", "quantity"],
        lineSKU: ["transactions", "0", "sku"], total: ["grandtotal"], lines: ["transactions"],
        orderName: ["receipt_id"], noOrder: .json(#"{"error":"Resource not found"}"#, status: 404),
        buyer: [
            "name": .text("canary"), "buyer_email": .text("canary@example.com"), "first_line": .text("canary street"),
            "message_from_buyer": .text("canary"), "gift_message": .text("canary"),
        ],
        written: [.fixture("etsy/inventory-simple"), .fixture("etsy/inventory-simple")], page: PageToken("active/100"))

    static let amazon = Dialect(
        listing: .fixture("amazon/item-own-stock"),
        listings: { .object(["numberOfResults": .integer(Int64($0.count)), "items": .array($0)]) },
        title: ["summaries", "0", "itemName"], status: ["summaries", "0", "status", "0"], sku: nil,
        quantity: ["fulfillmentAvailability", "0", "quantity"], price: ["offers", "1", "price", "amount"],
        finerPrice: .text("21.999"), brokenPrice: .text("free"), name: ["sku"],
        nothingRead: .object(["numberOfResults": .integer(0), "items": .array([])]),
        order: JSONValue.fixture("amazon/order-unshipped")["order"] ?? .null,
        orders: { .object(["orders": .array($0)]) }, orderStatus: [["fulfillment", "fulfillmentStatus"]],
        created: ["createdTime"], units: ["orderItems", "0", "quantityOrdered"],
        lineSKU: ["orderItems", "0", "product", "sellerSku"],
        total: ["proceeds", "grandTotal", "amount"], lines: ["orderItems"], orderName: ["orderId"],
        noOrder: .json(#"{"errors":[{"code":"NotFound","message":"no such order"}]}"#, status: 404),
        buyer: [
            "buyer": .object(["buyerName": .text("canary"), "buyerEmail": .text("canary@example.com")]),
            "recipient": .object(["deliveryAddress": .object(["addressLine1": .text("canary street")])]),
        ],
        written: [.amazon("submission-accepted")], page: PageToken(#"{"r":20,"t":"T2"}"#))

    /// An item and its offer are told by two calls: a record here is both, and a page answers both.
    static let ebay = Dialect(
        listing: .object(["item": .fixture("ebay/item-simple"), "offer": .fixture("ebay/offer-published")]),
        listings: { records in
            .object([
                "total": .integer(Int64(records.count)),
                "inventoryItems": .array(
                    records.map { record in
                        guard case .object(var members)? = record["item"] else { return record }
                        members["somethingNew"] = record["somethingNew"]
                        return .object(members)
                    }),
                "offers": .array(records.compactMap { $0["offer"] }),
            ])
        },
        title: ["item", "product", "title"], status: ["offer", "listing", "listingStatus"], sku: nil,
        quantity: ["item", "availability", "shipToLocationAvailability", "quantity"],
        price: ["offer", "pricingSummary", "price", "value"], finerPrice: .text("21.999"), brokenPrice: .text("free"),
        name: ["item", "sku"], nothingRead: .object(["total": .integer(0), "offers": .array([])]),
        order: .fixture("ebay/order-paid"),
        orders: { .object(["total": .integer(Int64($0.count)), "orders": .array($0)]) },
        orderStatus: [["orderPaymentStatus"], ["orderFulfillmentStatus"], ["cancelStatus", "cancelState"]],
        created: ["creationDate"], units: ["lineItems", "0", "quantity"], lineSKU: ["lineItems", "0", "sku"],
        total: ["pricingSummary", "total", "value"], lines: ["lineItems"], orderName: ["orderId"],
        noOrder: .ebayError(32100, "Invalid order ID"),
        buyer: [
            "buyer": .object(["username": .text("canary")]), "buyerCheckoutNotes": .text("canary"),
            "fulfillmentStartInstructions": .array([
                .object(["shippingStep": .object(["shipTo": .object(["fullName": .text("canary street")])])])
            ]),
        ],
        written: [.offers("offer-published"), EbayUpdate.step()], page: PageToken(#"{"o":"1"}"#))

    static let shopify = Dialect(
        listing: .fixture("shopify/variant"),
        listings: { .graph("productVariants", $0) }, title: ["product", "title"], status: ["product", "status"],
        sku: ["sku"], quantity: ["inventoryItem", "inventoryLevel", "quantities", "0", "quantity"], price: ["price"],
        finerPrice: .text("21.999"), brokenPrice: .text("free"), name: ["id"],
        nothingRead: .object(["data": .object(["nodes": .array([.null])])]),
        order: .fixture("shopify/order-paid"), orders: { .graph("orders", $0) },
        orderStatus: [["displayFinancialStatus"], ["displayFulfillmentStatus"]], created: ["createdAt"],
        units: ["lineItems", "nodes", "0", "quantity"], lineSKU: ["lineItems", "nodes", "0", "sku"],
        total: ["totalPriceSet", "shopMoney", "amount"], lines: ["lineItems", "nodes"], orderName: ["id"],
        noOrder: .json(#"{"data":{"order":null}}"#),
        buyer: [
            "email": .text("canary@example.com"), "phone": .text("canary"),
            "customer": .object(["firstName": .text("canary")]),
            "shippingAddress": .object(["address1": .text("canary street")]), "note": .text("canary"),
        ],
        written: [.json(#"{"data":\#(ShopifyOfferTests.done)}"#)], page: PageToken("cursor-2"))
}

extension JSONValue {
    /// A page of a GraphQL connection, the only one there is.
    fileprivate static func graph(_ name: String, _ nodes: [JSONValue]) -> JSONValue {
        let info: JSONValue = .object(["hasNextPage": .boolean(false), "endCursor": .null])
        return .object(["data": .object([name: .object(["pageInfo": info, "nodes": .array(nodes)])])])
    }
}
