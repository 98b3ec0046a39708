import Commerce
import ConnectorKit
import Foundation
import Synchronization

/// A shop whose listings can be made and changed, and whose answers get lost as a test says.
final class CraftShop: Sendable {
    /// What becomes of the next creation.
    enum Fate: Sendable, Hashable {
        case answered
        /// Made, and the answer was lost.
        case lostAfter
        /// Made without its SKU, and the answer was lost.
        case lostHalf
        /// Not made, as far as anybody can see.
        case lostBefore
        /// Taken, and not shown yet.
        case taken
        case refused
    }
    struct State {
        var fates: [Fate] = []
        var listings: [EditedListing] = []
        var creations = 0
        var pictures = 0
        var losesPictures = false
        var edits: [ListingEdit] = []
    }
    private let state = Mutex(State())

    init(_ fates: Fate...) { self.state.withLock { $0.fates = fates } }

    var listings: [EditedListing] { self.state.withLock { $0.listings } }
    var creations: Int { self.state.withLock { $0.creations } }
    var pictures: Int { self.state.withLock { $0.pictures } }
    var edits: [ListingEdit] { self.state.withLock { $0.edits } }

    func change(_ body: (inout State) -> Void) { self.state.withLock { body(&$0) } }

    /// A listing that is there without anybody's having been told.
    @discardableResult
    func put(title: String, sku: String?) -> EditedListing {
        self.state.withLock { state in
            let listing = EditedListing(
                listing: String(4_711 + state.listings.count), title: title, sku: sku, status: .draft)
            state.listings.append(listing)
            return listing
        }
    }

    var channel: ChannelDescriptor {
        var manifest = PretendShop().channel("craft").manifest
        manifest.displayName = "Craft Market"
        return ChannelDescriptor(manifest: manifest, verifier: nil) { _ throws(ConnectorError) in
            CraftConnector(shop: self)
        }
    }
}

struct CraftConnector: Connector, ListingEditing {
    static var manifest: Manifest { CraftShop().channel.manifest }
    let shop: CraftShop

    func identify() async throws(ConnectorError) -> Answer<ShopIdentity> {
        Self.answer(ShopIdentity(name: "Craft", version: "1", currency: .eur))
    }
    var listings: (any ListingReading)? { nil }
    var offers: (any OfferWriting)? { nil }
    var orders: (any OrderReading)? { nil }
    var shipments: (any ShipmentWriting)? { nil }
    var webhooks: (any WebhookRegistering)? { nil }
    var catalogue: (any ListingEditing)? { self }
    var publishingCosts: String? { "The market charges 0.20 for each." }

    func choices(
        _ kind: ListingChoice.Kind, of parent: String?
    ) async throws(ConnectorError) -> Answer<[ListingChoice]> {
        Self.answer(
            ["Jewellery > Rings", "Jewellery > Chains"].enumerated().map { index, name in
                ListingChoice(id: String(index + 1), name: name)
            })
    }

    func find(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<[EditedListing]> {
        Self.answer(self.shop.listings.filter { $0.sku == draft.sku || ($0.sku == nil && $0.title == draft.title) })
    }

    func create(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        var fate = CraftShop.Fate.answered
        self.shop.change { state in
            state.creations += 1
            if !state.fates.isEmpty { fate = state.fates.removeFirst() }
        }
        switch fate {
        case .answered: return Self.answer(self.shop.put(title: draft.title, sku: draft.sku))
        case .lostAfter: self.shop.put(title: draft.title, sku: draft.sku)
        case .lostHalf: self.shop.put(title: draft.title, sku: nil)
        case .lostBefore: break
        case .taken:
            var listing = EditedListing(listing: "soon", title: draft.title, sku: draft.sku, status: .draft)
            listing.isShown = false
            return Self.answer(listing)
        case .refused: throw .refused(code: "bad", field: "category", message: "There is no such category.")
        }
        throw .unknownOutcome("no answer in time")
    }

    func complete(_ listing: String, with draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        try self.change(listing) { $0.sku = draft.sku }
    }

    func update(_ listing: String, _ edit: ListingEdit) async throws(ConnectorError) -> Answer<EditedListing> {
        self.shop.change { $0.edits.append(edit) }
        return try self.change(listing) { $0.title = edit.title ?? $0.title }
    }

    func addImage(_ image: ListingImage, to listing: String) async throws(ConnectorError) -> Answer<Void> {
        var isLost = false
        self.shop.change { state in
            state.pictures += 1
            isLost = state.losesPictures
        }
        if isLost { throw .unknownOutcome("no answer in time") }
        return Self.answer(())
    }

    func setOnSale(_ listing: String, _ isOnSale: Bool) async throws(ConnectorError) -> Answer<EditedListing> {
        try self.change(listing) { $0.status = isOnSale ? .active : .inactive }
    }

    var endsForGood: Bool { true }

    func end(_ listing: String) async throws(ConnectorError) -> Answer<EditedListing> {
        let ended = try self.change(listing) { $0.status = .ended }
        self.shop.change { $0.listings.removeAll { $0.listing == listing } }
        return ended
    }

    private func change(
        _ listing: String, _ body: (inout EditedListing) -> Void
    ) throws(ConnectorError) -> Answer<EditedListing> {
        var changed: EditedListing?
        self.shop.change { state in
            guard let index = state.listings.firstIndex(where: { $0.listing == listing }) else { return }
            body(&state.listings[index])
            changed = state.listings[index]
        }
        guard let changed else { throw .refused(code: "not-found", field: nil, message: "There is no such listing.") }
        return Self.answer(changed)
    }

    private static func answer<Value>(_ value: Value) -> Answer<Value> {
        Answer(value, channelTime: nil, latency: .milliseconds(1))
    }
}
