import Foundation

extension EtsyState {
    func listListings(_ call: EtsyCall) throws(EtsyError) -> EtsyOutcome {
        let state = try call.query.choice(
            "state", default: "active", of: ["active", "inactive", "sold_out", "draft", "expired"])
        let key = try call.query.choice(
            "sort_on", default: "created", of: ["created", "price", "updated", "score"])
        let rises = try Self.rises(call)
        // Only what sorting needs is lifted out: a shop may have a hundred thousand listings.
        var found: [(by: Int, id: Int)] = []
        for listing in self.listings.values {
            let listing = self.seen(listing, asOf: call.asOf)
            guard listing.state.rawValue == state else { continue }
            switch key {
            case "price": found.append((listing.lowestPrice, listing.id))
            case "updated": found.append((Self.seconds(listing.modified), listing.id))
            default: found.append((Self.seconds(listing.created), listing.id))
            }
        }
        found.sort { rises ? $0 < $1 : $1 < $0 }
        let rendering = self.rendering(call)
        return try EtsyOutcome(found, call.query) { item in
            self.listings[item.id].map { rendering.listing(self.seen($0, asOf: call.asOf)) } ?? .null
        }
    }

    /// What was asked for by id and is there, in the order asked for; also of other shops.
    func batchListings(_ call: EtsyCall) throws(EtsyError) -> EtsyOutcome {
        let asked = call.query.list("listing_ids")
        guard !asked.isEmpty else { throw .invalid("listing_ids", "cannot be empty") }
        guard asked.count <= 100 else { throw .invalid("listing_ids", "at most 100") }
        let rendering = self.rendering(call)
        let mine = asked.compactMap { Int($0).flatMap { self.listings[$0] } }
            .filter { call.isOwner || $0.state == .active }.map { rendering.listing(self.seen($0, asOf: call.asOf)) }
        let all = mine + call.elsewhere
        return EtsyOutcome(["count": .integer(all.count), "results": .array(all)])
    }

    func readListing(_ call: EtsyCall) throws(EtsyError) -> EtsyOutcome {
        let listing = try self.listing(call.listing)
        guard call.isOwner || listing.state == .active else { throw .noListing(call.listing) }
        return EtsyOutcome(self.rendering(call).listing(self.seen(listing, asOf: call.asOf)))
    }

    func readInventory(_ call: EtsyCall) throws(EtsyError) -> EtsyOutcome {
        let listing = try self.listing(call.listing)
        guard listing.hasInventory else {
            throw EtsyError(404, "Could not find an inventory record for listing_id = \(listing.id).")
        }
        let rendering = self.rendering(call)
        let seen = self.seen(listing, asOf: call.asOf)
        var json = rendering.inventory(seen)
        if call.includes.contains("Listing"), case .object(let members) = json {
            json = .object(members + [Json.Member(name: "listing", value: rendering.bareListing(seen))])
        }
        return EtsyOutcome(json)
    }

    func listReceipts(_ call: EtsyCall, _ moment: Moment) throws(EtsyError) -> EtsyOutcome {
        let query = call.query
        var found = self.receipts.values.filter { $0.visibleAt <= moment.wall }
        if let least = try query.whole("min_created") { found.removeAll { Self.seconds($0.created) < least } }
        if let most = try query.whole("max_created") { found.removeAll { Self.seconds($0.created) > most } }
        if let least = try query.whole("min_last_modified") { found.removeAll { Self.seconds($0.updated) < least } }
        if let most = try query.whole("max_last_modified") { found.removeAll { Self.seconds($0.updated) > most } }
        if let paid = try query.truth("was_paid") { found.removeAll { ($0.paid != nil) != paid } }
        if let shipped = try query.truth("was_shipped") { found.removeAll { ($0.shipped != nil) != shipped } }
        if let canceled = try query.truth("was_canceled") { found.removeAll { ($0.canceled != nil) != canceled } }
        if try query.truth("was_delivered") == true { found = [] }
        let key = try query.choice("sort_on", default: "created", of: ["created", "updated", "receipt_id"])
        let rises = try Self.rises(call)
        found.sort { left, right in
            let isBefore: Bool
            switch key {
            case "created": isBefore = (Self.seconds(left.created), left.id) < (Self.seconds(right.created), right.id)
            case "updated": isBefore = (Self.seconds(left.updated), left.id) < (Self.seconds(right.updated), right.id)
            default: isBefore = left.id < right.id
            }
            return left.id != right.id && isBefore == rises
        }
        let rendering = self.rendering(call)
        return try EtsyOutcome(found, query) { rendering.receipt($0) }
    }

    /// The receipt, when the API may already know it.
    func visible(_ id: Int, _ moment: Moment) throws(EtsyError) -> EtsyReceipt {
        guard let receipt = self.receipts[id], receipt.visibleAt <= moment.wall else {
            throw .noReceipt(id, shop: self.shopID)
        }
        return receipt
    }

    private static func rises(_ call: EtsyCall) throws(EtsyError) -> Bool {
        ["asc", "ascending", "up"].contains(
            try call.query.choice(
                "sort_order", default: "desc", of: ["asc", "ascending", "desc", "descending", "up", "down"]))
    }

    static func seconds(_ date: Date) -> Int { Int(date.timeIntervalSince1970.rounded(.down)) }
}

/// What the shop did for a call, before any fault shapes the answer.
struct EtsyOutcome {
    var status = 200
    /// `nil` for 204.
    var json: Json?

    init(_ json: Json?, status: Int = 200) {
        self.status = status
        self.json = json
    }

    /// One page of a list: `limit` 1 to 100 (25), `offset` from 0 (0).
    init<Item>(_ all: [Item], _ query: EtsyFields, _ render: (Item) -> Json) throws(EtsyError) {
        let limit = try query.whole("limit", default: 25, in: 1...100)
        let offset = try query.whole("offset", default: 0, in: 0...10_000_000)
        self.json = [
            "count": .integer(all.count), "results": .array(all.dropFirst(offset).prefix(limit).map(render)),
        ]
    }
}
