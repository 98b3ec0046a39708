import Foundation

/// Writes one seller's values as the published models describe them.
struct AmazonRendering: Sendable {
    let home: AmazonStore

    static func date(_ date: Date) -> Json { .string(TwinDate.text(date) + "Z") }

    static func issue(_ issue: AmazonIssue, store: AmazonStore? = nil) -> Json {
        var json: Json = [
            "code": .string(issue.code), "message": .string(issue.message), "severity": .string(issue.severity),
            "categories": .array(issue.category.map { [.string($0)] } ?? []),
        ]
        if let attribute = issue.attribute { json = json.with("attributeNames", [.string(attribute)]) }
        if let store { json = json.with("marketplaceIds", [.string(store.id)]) }
        return json
    }

    /// - Parameter included: The data sets asked for.
    func item(_ listing: AmazonListing, _ included: Set<String>, stores: [String]) -> Json {
        var json: Json = ["sku": .string(listing.sku)]
        let isHere = stores.contains(self.home.id)
        if included.contains("summaries") {
            json = json.with("summaries", .array(isHere ? [self.summary(listing)] : []))
        }
        if included.contains("attributes") { json = json.with("attributes", listing.attributes) }
        if included.contains("issues") {
            json = json.with("issues", .array(listing.issues.map { Self.issue($0, store: self.home) }))
        }
        if included.contains("offers") {
            json = json.with("offers", .array(isHere ? self.offers(listing) : []))
        }
        if included.contains("fulfillmentAvailability") {
            let channels = listing.channels.map { code, quantity -> Json in
                let channel: Json = ["fulfillmentChannelCode": .string(code)]
                return quantity.map { channel.with("quantity", .integer($0)) } ?? channel
            }
            json = json.with("fulfillmentAvailability", .array(channels))
        }
        if included.contains("productTypes") {
            json = json.with(
                "productTypes",
                [["marketplaceId": .string(self.home.id), "productType": .string(listing.productType)]])
        }
        if included.contains("relationships") { json = json.with("relationships", self.relationships(listing)) }
        return json
    }

    private func summary(_ listing: AmazonListing) -> Json {
        [
            "marketplaceId": .string(self.home.id), "asin": .string(listing.asin),
            "productType": .string(listing.productType), "conditionType": "new_new",
            "status": .array(self.status(listing).map(Json.string)),
            "itemName": .string(listing.title), "createdDate": Self.date(listing.created),
            "lastUpdatedDate": Self.date(listing.updated),
            "mainImage": [
                "link": .string("https://m.media-amazon.com/images/I/\(listing.asin).jpg"), "height": 500, "width": 500,
            ],
        ]
    }

    func status(_ listing: AmazonListing) -> [String] {
        listing.quantity > 0 && listing.isOffered(in: self.home) ? ["BUYABLE", "DISCOVERABLE"] : ["DISCOVERABLE"]
    }

    private func offers(_ listing: AmazonListing) -> [Json] {
        guard let price = listing.price(in: self.home) else { return [] }
        return [
            [
                "marketplaceId": .string(self.home.id), "offerType": "B2C",
                "price": [
                    "currencyCode": .string(self.home.currency), "amount": .string(TwinMoney(minor: price).text),
                ],
                "audience": ["value": "ALL", "displayName": "Sell on Amazon"],
            ]
        ]
    }

    private func relationships(_ listing: AmazonListing) -> Json {
        guard let parent = listing.parent else { return [] }
        return [
            [
                "marketplaceId": .string(self.home.id),
                "relationships": [["parentSkus": [.string(parent)], "type": "VARIATION"]],
            ]
        ]
    }

    // MARK: Orders

    /// - Parameter included: The data sets asked for; without a word, no person is told.
    func order(_ order: AmazonOrder, _ included: Set<String>) -> Json {
        var json: Json = [
            "orderId": .string(order.id), "createdTime": Self.date(order.created),
            "lastUpdatedTime": Self.date(order.updated), "programs": [],
            "salesChannel": [
                "channelName": "AMAZON", "marketplaceId": .string(self.home.id),
                "marketplaceName": .string(self.home.name),
            ],
        ]
        if included.contains("BUYER") {
            json = json.with(
                "buyer",
                [
                    "buyerName": .string("\(order.buyer.firstName) \(order.buyer.lastName)"),
                    "buyerEmail": .string(order.buyer.email),
                ])
        }
        if included.contains("RECIPIENT") {
            json = json.with(
                "recipient",
                [
                    "deliveryAddress": [
                        "name": .string("\(order.buyer.firstName) \(order.buyer.lastName)"),
                        "addressLine1": .string(order.buyer.street), "city": .string(order.buyer.city),
                        "postalCode": .string(order.buyer.postcode), "countryCode": .string(order.buyer.country),
                        "phone": .string(order.buyer.phone),
                    ]
                ])
        }
        // A pending order shows no money yet.
        if included.contains("PROCEEDS"), order.paid != nil {
            json = json.with("proceeds", ["grandTotal": self.money(order.total)])
        }
        if included.contains("FULFILLMENT") {
            json = json.with(
                "fulfillment",
                [
                    "fulfillmentStatus": .string(order.status),
                    "fulfilledBy": order.isByAmazon ? "AMAZON" : "MERCHANT", "fulfillmentServiceLevel": "STANDARD",
                ])
        }
        json = json.with("orderItems", .array(order.lines.map { self.line($0, of: order, included) }))
        if included.contains("PACKAGES"), !order.isByAmazon {
            json = json.with("packages", .array(order.packages.map { self.package($0, of: order) }))
        }
        return json
    }

    private func money(_ minor: Int) -> Json {
        ["amount": .string(TwinMoney(minor: minor).text), "currencyCode": .string(self.home.currency)]
    }

    private func line(_ line: AmazonOrder.Line, of order: AmazonOrder, _ included: Set<String>) -> Json {
        var product: Json = [
            "asin": .string(line.asin), "title": .string(line.title), "sellerSku": .string(line.sku),
            "condition": ["conditionType": "NEW", "conditionSubtype": "NEW"],
        ]
        if order.paid != nil { product = product.with("price", ["unitPrice": self.money(line.price)]) }
        var json: Json = [
            "orderItemId": .string(line.id), "quantityOrdered": .integer(line.units), "product": product,
        ]
        if included.contains("PROCEEDS"), order.paid != nil {
            json = json.with("proceeds", ["proceedsTotal": self.money(line.price * line.units)])
        }
        if included.contains("FULFILLMENT") {
            let done = order.fulfilled(line)
            json = json.with(
                "fulfillment",
                [
                    "quantityFulfilled": .integer(done),
                    "quantityUnfulfilled": .integer(order.canceled == nil ? line.units - done : 0),
                ])
        }
        return json
    }

    private func package(_ package: AmazonOrder.Package, of order: AmazonOrder) -> Json {
        [
            "packageReferenceId": .string(package.reference), "createdTime": Self.date(package.at),
            "packageStatus": ["status": "IN_TRANSIT"], "carrier": .string(package.carrier),
            "shipTime": Self.date(package.at), "trackingNumber": .string(package.tracking),
            "packageItems": .array(
                order.lines.compactMap { line in
                    package.items[line.id].map { ["orderItemId": .string(line.id), "quantity": .integer($0)] }
                }),
        ]
    }
}
