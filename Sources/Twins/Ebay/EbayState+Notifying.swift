import Crypto
import Foundation

/// One subscription that is enabled, at a destination that is.
struct EbayPost: Sendable, Codable, Hashable {
    var topic: String
    var endpoint: String
}

/// What the app's notifications are signed with.
struct EbaySeal: Sendable, Codable, Hashable {
    var kid: String
    /// Of P-256, as 32 bytes.
    var key: Data
    /// `SHA1`, as the contract's text has it, or `SHA256`, as a vendor's talk shows.
    var digest: String

    /// The header: base64 of a JSON that holds the ECDSA signature (DER) over the body.
    func header(over body: [UInt8], isForged: Bool) -> String? {
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: self.key) else { return nil }
        let text = Data(isForged ? body + [0x20] : body)
        let signature =
            self.digest == "SHA256"
            ? try? key.signature(for: SHA256.hash(data: text)) : try? key.signature(for: Insecure.SHA1.hash(data: text))
        guard let signature else { return nil }
        let json: Json = [
            "alg": "ecdsa", "kid": .string(self.kid),
            "signature": .string(signature.derRepresentation.base64EncodedString()), "digest": .string(self.digest),
        ]
        return Data(json.bytes()).base64EncodedString()
    }

    /// As `getPublicKey` gives it: PEM without its line breaks.
    var publicKey: String {
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: self.key) else { return "" }
        let der = key.publicKey.derRepresentation.base64EncodedString()
        return "-----BEGIN PUBLIC KEY-----\(der)-----END PUBLIC KEY-----"
    }
}

/// A notification on its way.
struct EbayDelivery: TwinDelivery {
    var id: String
    var topic: String
    var endpoint: String
    var data: Json
    /// The shop's clock.
    var happened: Date
    var attempt = 1
    var due: Date
    var isForged = false
    var isHeldBack = false
}

extension EbayState {
    /// Tells those who want to know of a topic.
    mutating func note(_ topic: String, _ data: Json, visibleAt: Date? = nil, _ moment: Moment) {
        for post in self.posts where post.topic == topic {
            self.lineUp(visibleAt: visibleAt, moment) { state, due in
                EbayDelivery(
                    id: "\(state.userID)-\(state.newNumber(.delivery))", topic: topic, endpoint: post.endpoint,
                    data: data, happened: moment.shop, due: due)
            }
        }
    }

    /// What happened to an order, where a topic for that is set.
    mutating func note(order event: String, _ id: Int, _ moment: Moment) {
        guard let topic = self.orderTopic else { return }
        self.note(
            topic,
            [
                "orderId": .string(Self.orderID(id)), "event": .string(event),
                "seller": ["username": .string(self.username), "userId": .string(self.userID)],
            ], visibleAt: self.orders[id]?.visibleAt, moment)
    }

    /// A listing can be bought again, or no longer.
    mutating func noteAvailability(_ id: String, _ moment: Moment) {
        guard let listing = self.listings[id], self.posts.contains(where: { $0.topic == "ITEM_AVAILABILITY" }) else {
            return
        }
        let offer = listing.offers.first.flatMap { self.offers[$0] }
        let category = EbayCategory.named(offer?.body["categoryId"]?.text ?? "")
        let availability: Json =
            switch listing.status {
            case .active: "AVAILABLE"
            case .outOfStock: "TEMPORARILY_UNAVAILABLE"
            case .ended: "UNAVAILABLE"
            }
        self.note(
            "ITEM_AVAILABILITY",
            [
                "itemId": .string(id), "listingMarketplaceId": .string(self.market.id),
                "buyingOptions": ["FIXED_PRICE"], "seller": ["username": .string(self.username)],
                "categoryId": .string(category?.id ?? ""), "categoryName": .string(category?.name ?? ""),
                "availability": availability,
            ], moment)
    }

    /// Who the account is, as notices about it say.
    var identity: Json {
        [
            "username": .string(self.username), "userId": .string(self.userID),
            "eiasToken": .string("nY+sHZ2PrBmdj6wVnY+sEZ2PrA2dj6\(self.number)"),
        ]
    }

    /// The call that a delivery becomes.
    func hook(_ delivery: EbayDelivery, _ moment: Moment) -> OutgoingHook? {
        let body: Json = [
            "metadata": ["topic": .string(delivery.topic), "schemaVersion": "1.0", "deprecated": false],
            "notification": [
                "notificationId": .string(delivery.id), "eventDate": .string(EbayDate.text(delivery.happened)),
                "publishDate": .string(EbayDate.text(moment.shop)),
                "publishAttemptCount": .integer(delivery.attempt), "data": delivery.data,
            ],
        ]
        let bytes = body.bytes()
        guard let signature = self.seal?.header(over: bytes, isForged: delivery.isForged) else { return nil }
        return OutgoingHook(
            shop: self.name, url: delivery.endpoint,
            headers: [("Content-Type", "application/json"), ("X-EBAY-SIGNATURE", signature)], body: bytes,
            parcel: delivery)
    }

    /// What nobody took is sent again, twice (how often eBay does is not known).
    mutating func delivered(_ delivery: EbayDelivery, succeeded: Bool, at moment: Moment) {
        guard !succeeded, delivery.attempt < 3 else { return }
        var again = delivery
        again.attempt += 1
        again.due = moment.wall.addingTimeInterval(Double(again.attempt) * 5)
        (again.isForged, again.isHeldBack) = (false, false)
        self.deliveries.append(again)
    }
}
