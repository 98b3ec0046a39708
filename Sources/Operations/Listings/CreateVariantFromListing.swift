import Commerce
import Foundation
import Records
import Store

/// Makes a SKU of our own from what a shop lists, and links the two.
public struct CreateVariantFromListing: Sendable {
    public var connection: String
    public var offer: String
    /// `nil` for the listing's own.
    public var sku: String?
    /// Whether the shop's number becomes our count. Otherwise stock is not counted until it is set.
    public var adoptsStock: Bool

    public init(connection: String, offer: String, sku: String? = nil, adoptsStock: Bool = false) {
        self.connection = connection
        self.offer = offer
        self.sku = sku
        self.adoptsStock = adoptsStock
    }

    public func run(_ desk: Desk) async throws -> MappingRow {
        let (wanted, adopts) = (self.sku, self.adoptsStock)
        return try await OfferDesk.change(desk, self.connection, self.offer) { db, offer in
            guard offer.mapping != .linked else {
                throw OperationError.invalid(field: "offer", reason: "It is linked already.")
            }
            let variant = try Self.variant(of: offer, sku: wanted, isCounted: adopts, desk, db)
            var room = try Stockroom(db, desk: desk, variants: [variant.id])
            try desk.audit(db, .listingLinked, on: DeedObject("offer", offer.id), ["sku": variant.sku, "how": "made"])
            let fresh = try OfferDesk.fresh(db, offer)
            try room.link(fresh, to: variant.id, reason: "The SKU was made from this listing.")
            if adopts { try Adoption.adopt(variant.id, from: [fresh], in: &room) }
            let linked = room.offers[offer.id]
            room.note("offer.linked", "\(variant.sku) was made from a listing.", level: .success, offer: linked)
            try room.close(cause: .person)
        }
    }

    private static func variant(
        of offer: OfferRecord, sku: String?, isCounted: Bool, _ desk: Desk, _ db: any SQLConnection
    ) throws -> VariantRecord {
        guard let text = sku ?? offer.sku else {
            throw OperationError.invalid(field: "sku", reason: "The listing has none; name one.")
        }
        let sku: SKU
        do { sku = try SKU(text) } catch { throw OperationError.invalid(field: "sku", reason: error.sentence) }
        guard try VariantRecords.find(db, skus: [sku.text]).isEmpty else {
            throw OperationError.invalid(
                field: "sku", reason: "“\(excerpt(sku.text))” exists already; link the listing to it.")
        }
        let now = desk.now
        let product = try ProductRecords.upsert(
            db,
            ProductRecord(
                id: desk.hub.id(), handle: "listing:\(offer.connection.text):\(offer.listingRef)", title: offer.title,
                content: ProductRecord.Content(images: offer.image.map { [$0] } ?? []), status: "active", createdAt: now
            ))
        let variant = VariantRecord(
            id: desk.hub.id(), productID: product, sku: sku.text,
            gtin: offer.gtin.flatMap { try? GTIN($0) }?.digits, title: offer.title, options: offer.options,
            price: offer.observedPrice.map { Money(minor: $0, currency: offer.currency) }, currency: offer.currency,
            image: offer.image, isCounted: isCounted, policy: nil, createdAt: now)
        try VariantRecords.upsert(db, variant)
        return variant
    }
}
