import Commerce
import Foundation
import Records
import Store

/// One offer of a shop and the SKU it sells, or why none.
public struct MappingRow: Sendable, Hashable, Encodable {
    public var id: String
    public var connection: String
    public var connectionName: String
    /// The channel's key: `12` or `12/34`.
    public var ref: String
    public var title: String
    public var options: [String: String]
    public var sku: String?
    public var gtin: String?
    public var status: String
    /// `linked`, `proposed`, `ambiguous`, `unmatched` or `ignored`.
    public var mapping: String
    public var reason: String
    /// What a person can do; missing for what is linked.
    public var wayOut: String?
    /// The SKU of ours it is linked to.
    public var variantSKU: String?
    public var candidates: [MappingCandidate]
    /// What the shop showed last; missing where it does not count.
    public var quantity: Int?
    public var price: MoneyView?
    public var countsStock: Bool
    public var image: String?

    init(_ offer: OfferRecord, _ book: MappingBook) {
        self.id = offer.id.text
        self.connection = offer.connection.text
        self.connectionName = book.connections[offer.connection]?.name ?? ""
        self.ref = OfferKey.text(offer)
        self.title = offer.title
        self.options = offer.options
        self.sku = offer.sku
        self.gtin = offer.gtin
        self.status = offer.status
        self.mapping = offer.mapping.rawValue
        self.reason = offer.mappingReason
        self.wayOut = Self.wayOut(offer, self.connectionName)
        self.variantSKU = offer.variant.flatMap { book.variants[$0]?.sku }
        self.candidates = offer.candidates.compactMap { book.variants[$0] }.map {
            MappingCandidate(sku: $0.sku, title: $0.title)
        }
        self.quantity = offer.observedQuantity
        self.price = MoneyView(offer.observedPrice, offer.currency)
        self.countsStock = offer.countsStock
        self.image = offer.image
    }

    private static func wayOut(_ offer: OfferRecord, _ connection: String) -> String? {
        let place = "\(connection) \(OfferKey.text(offer))"
        switch offer.mapping {
        case .linked: return nil
        case .proposed, .ambiguous: return "Choose: entrepot mapping link \(place) SKU, or ignore it."
        case .unmatched: return "Create it from the listing: entrepot mapping create \(place), or link it to a SKU."
        case .ignored: return "Link it after all: entrepot mapping link \(place) SKU"
        }
    }
}

/// A SKU that an offer may sell.
public struct MappingCandidate: Sendable, Hashable, Encodable {
    public var sku: String
    public var title: String
}

/// What mapping rows refer to.
struct MappingBook: Sendable {
    var connections: [UUID: ConnectionRecord]
    var variants: [UUID: VariantRecord]

    init(_ db: any SQLConnection, _ offers: [OfferRecord]) throws {
        self.connections = Dictionary(
            try ConnectionRecords.all(db).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let ids = Set(offers.compactMap(\.variant) + offers.flatMap(\.candidates))
        self.variants = Dictionary(
            try VariantRecords.load(db, ids: ids).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    static func row(_ db: any SQLConnection, _ id: UUID) throws -> MappingRow {
        guard let offer = try OfferRecords.load(db, ids: [id]).first else {
            throw OperationError.unknownOffer(id.text)
        }
        return MappingRow(offer, try MappingBook(db, [offer]))
    }
}

/// The channel's key of an offer as people write it.
enum OfferKey {
    static func text(_ offer: OfferRecord) -> String {
        self.text(listing: offer.listingRef, variation: offer.variationRef)
    }

    static func text(listing: String, variation: String) -> String {
        variation.isEmpty ? listing : "\(listing)/\(variation)"
    }
}

/// The offers of a workspace with what each is linked to, by connection and key.
public struct ListMapping: Sendable {
    /// `nil` for all.
    public var connection: String?
    /// `nil` for all.
    public var mapping: [OfferRecord.Mapping]?
    /// Part of SKU or title, in any case.
    public var search: String
    public var after: String?
    /// 1 to 1,000 rows.
    public var limit: Int

    public init(
        connection: String? = nil, mapping: [OfferRecord.Mapping]? = nil, search: String = "", after: String? = nil,
        limit: Int = 100
    ) {
        self.connection = connection
        self.mapping = mapping
        self.search = search
        self.after = after
        self.limit = limit
    }

    public func run(_ desk: Desk) async throws -> Page<MappingRow> {
        let limit = min(max(1, self.limit), 1_000)
        let (name, mapping, search) = (self.connection, self.mapping, self.search)
        let after = try PagePlace.id(self.after)
        return try await desk.read { db in
            let connection = try name.map { try Find.connection(db, $0).id }
            let offers = try OfferRecords.page(
                db, connection: connection, mappings: mapping ?? OfferRecord.Mapping.allCases, search: search,
                after: after, limit: limit + 1)
            let book = try MappingBook(db, offers)
            let rows = offers.prefix(limit).map { MappingRow($0, book) }
            return Page(rows: rows, next: offers.count > limit ? rows.last?.id : nil)
        }
    }
}
