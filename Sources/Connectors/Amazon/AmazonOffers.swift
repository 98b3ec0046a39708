import Commerce
import ConnectorKit
import Foundation
import Wire

/// Sets quantity and price of one SKU. Amazon takes it and applies it some time later, so nothing is settled by its answer.
struct AmazonOffers: OfferWriting {
    let api: AmazonAPI

    /// Any listing's attributes may be patched under this name (notes, "partial update").
    static let anyType = "PRODUCT"

    func callGroup(of ref: OfferRef) -> String { ref.listing }

    func write(_ changes: [OfferChange]) async throws(ConnectorError) -> Answer<[OfferResult]> {
        precondition(changes.count <= 1, "one SKU a call")
        guard let change = changes.first else { return Answer([], channelTime: nil, latency: .zero) }
        var patches: [AmazonWire.Patch] = []
        if let quantity = change.quantity { patches.append(Self.quantity(quantity)) }
        if let price = change.price {
            guard price.currency == self.api.settings.currency else {
                return Self.refused(change, "other-currency", "price", "Amazon sells this in another currency.")
            }
            guard let patch = try await self.price(price, of: change.ref.listing) else {
                return Self.refused(change, "gone", nil, "Amazon has no listing of this SKU.")
            }
            patches.append(patch)
        }
        guard !patches.isEmpty else { return Answer([], channelTime: nil, latency: .zero) }
        let sent = try await self.api.send(
            AmazonWire.Submission.self, .patchListingsItem, "PATCH",
            AmazonListings.path(change.ref.listing, of: self.api.seller),
            json: AmazonWire.Patches(productType: Self.anyType, patches: patches),
            query: [("marketplaceIds", self.api.place.home.id), ("includedData", "issues")],
            timeout: change.price == nil ? nil : self.api.settings.writeAfterReadTimeout)
        return sent.answer([OfferResult(ref: change.ref, outcome: Self.outcome(sent.value))])
    }

    /// `merge` leaves what stands beside the quantity (handling time, restock date); `replace` would drop it (notes, trap 2).
    /// It is supported for this very field (vendor's documentation of the operation; listings-feed-schema-v2's example).
    static func quantity(_ quantity: Int) -> AmazonWire.Patch {
        AmazonWire.Patch(
            op: "merge", path: "/attributes/fulfillment_availability",
            value: [
                .object([
                    "fulfillment_channel_code": .text(AmazonMapping.ownChannel), "quantity": .integer(Int64(quantity)),
                ])
            ])
    }

    /// `merge` is not supported here, so what else stands in the offer is read and sent along.
    ///
    /// - Returns: `nil` where the SKU is gone.
    private func price(_ price: Money, of sku: String) async throws(ConnectorError) -> AmazonWire.Patch? {
        let before: Answer<AmazonWire.Item>?
        do {
            before = try await AmazonListings(api: self.api).item(
                sku, "attributes", timeout: self.api.settings.readBeforeWriteTimeout)
        } catch .unreadable(let text) {
            throw .transient("The offer could not be read before it was written. \(text)")
        }
        guard let before else { return nil }
        let offer = AmazonOffer(before.value.attributes?["purchasable_offer"], at: self.api.place.home)
        return AmazonWire.Patch(
            op: "replace", path: "/attributes/purchasable_offer", value: [offer.priced(price)])
    }

    private static func outcome(_ sent: AmazonWire.Submission) -> OfferResult.Outcome {
        switch sent.status {
        case "ACCEPTED": return .submitted
        case "INVALID":
            let issue = sent.issues?.first { $0.severity == "ERROR" } ?? sent.issues?.first
            let text = Redaction.clean(issue?.message ?? "")
            return .refused(
                code: AmazonErrors.word(issue?.code) ?? "invalid", field: issue?.attributeNames?.first,
                message: text.isEmpty ? "Amazon calls the change invalid and says no more." : text)
        default: return .unknown
        }
    }

    private static func refused(
        _ change: OfferChange, _ code: String, _ field: String?, _ message: String
    ) -> Answer<[OfferResult]> {
        Answer(
            [OfferResult(ref: change.ref, outcome: .refused(code: code, field: field, message: message))],
            channelTime: nil, latency: .zero)
    }
}

/// One instance of the attribute `purchasable_offer`: what everybody pays at one marketplace, with whatever stands beside.
struct AmazonOffer: Sendable, Hashable {
    private var members: [String: JSONValue]

    init(_ attribute: JSONValue?, at home: AmazonMarketplace) {
        var instances: [[String: JSONValue]] = []
        if case .array(let all) = attribute {
            instances = all.compactMap { if case .object(let members) = $0 { members } else { nil } }
        }
        self.members =
            instances.first {
                $0["marketplace_id"]?.text == home.id && ($0["audience"]?.text ?? "ALL") == "ALL"
            } ?? ["marketplace_id": .text(home.id), "currency": .text(home.currency)]
    }

    var json: JSONValue { .object(self.members) }

    /// Nobody can buy it from then on: its end lies a day back, whatever clock Amazon looks at.
    mutating func end(at now: Date) {
        self.members["end_at"] = .object(["value": .text(AmazonTime.text(now.addingTimeInterval(-86_400)))])
    }

    mutating func endNever() { self.members["end_at"] = nil }

    func priced(_ price: Money) -> JSONValue {
        var members = self.members
        let value = Decimal(
            sign: price.minor < 0 ? .minus : .plus, exponent: -price.currency.decimals,
            significand: Decimal(price.minor.magnitude))
        members["currency"] = .text(price.currency.code)
        members["our_price"] = .array([
            .object(["schedule": .array([.object(["value_with_tax": .decimal(value)])])])
        ])
        return .object(members)
    }
}
