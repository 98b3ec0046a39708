import Commerce
import Foundation
public import Store

extension OfferRecords {
    public static func save(_ db: any SQLConnection, _ offers: [OfferRecord]) throws {
        for part in offers.chunks(of: 25) { try db.pipeline(part.map { try self.upsert(db.tenant, $0) }) }
    }

    /// Saves offers that were loaded and changed. Where only numbers moved, only those are written.
    ///
    /// - Parameter changes: Each as it was loaded, `nil` for a new one, and as it is now; in the order of their ids.
    public static func save(_ db: any SQLConnection, changes: [(old: OfferRecord?, new: OfferRecord)]) throws {
        var (sold, talked, whole): ([OfferRecord], [OfferRecord], [OfferRecord]) = ([], [], [])
        for (old, new) in changes {
            switch old.map({ OfferNumbers.extent(from: $0, to: new) }) ?? .more {
            case .sale: sold.append(new)
            case .talk: talked.append(new)
            case .more: whole.append(new)
            }
        }
        try db.post(
            [OfferNumbers.save(db, sold, .sale), OfferNumbers.save(db, talked, .talk)].compactMap { $0 })
        for part in whole.chunks(of: 25) { try db.post(part.map { try self.upsert(db.tenant, $0) }) }
    }

    private static func upsert(_ tenant: UUID, _ o: OfferRecord) throws -> SQLQuery {
        """
        INSERT INTO offer (tenant_id, id, connection_id, listing_ref, variation_ref, call_group, title, options, sku, gtin,
            status, image, counts_stock, currency, variant_id, mapping, mapping_reason, candidates, wanted_quantity,
            wanted_price, wanted_version, wanted_reason, wanted_cause, wanted_at, submitted_quantity, submitted_price,
            submitted_at, shown_quantity, shown_price, touched_at, observed_quantity, observed_price, observed_at, held,
            escrow, escrow_units, unsettled, fix_at, in_doubt, urgency, parked_code, parked_field, parked_reason, brake,
            repairs, repairs_since, tries, read_due_at, created_at)
        VALUES (\(tenant), \(o.id), \(o.connection), \(o.listingRef), \(o.variationRef), \(o.callGroup), \(o.title),
            \(JSONText.texts(o.options)), \(o.sku), \(o.gtin), \(o.status), \(o.image), \(o.countsStock),
            \(o.currency.code), \(o.variant), \(o.mapping.rawValue), \(o.mappingReason),
            \(try JSONText.ids(o.candidates)), \(o.wantedQuantity), \(o.wantedPrice), \(o.wantedVersion),
            \(o.wantedReason), \(o.wantedCause.rawValue), \(o.wantedAt), \(o.submittedQuantity), \(o.submittedPrice),
            \(o.submittedAt), \(o.shownQuantity), \(o.shownPrice), \(o.touchedAt), \(o.observedQuantity),
            \(o.observedPrice), \(o.observedAt), \(o.held), \(OfferNumbers.text(of: o.escrow)), \(o.escrow.units),
            \(!o.escrow.isPlain), \(o.escrow.nextFix), \(o.inDoubt), \(o.urgency), \(o.parkedCode), \(o.parkedField), \(o.parkedReason),
            \(o.brake), \(o.repairs), \(o.repairsSince), \(o.tries), \(o.readDueAt), \(o.createdAt))
        ON CONFLICT (tenant_id, id) DO UPDATE SET call_group = excluded.call_group, title = excluded.title,
            options = excluded.options, sku = excluded.sku, gtin = excluded.gtin, status = excluded.status,
            image = excluded.image, counts_stock = excluded.counts_stock, currency = excluded.currency,
            variant_id = excluded.variant_id, mapping = excluded.mapping, mapping_reason = excluded.mapping_reason,
            candidates = excluded.candidates, wanted_quantity = excluded.wanted_quantity,
            wanted_price = excluded.wanted_price, wanted_version = excluded.wanted_version,
            wanted_reason = excluded.wanted_reason, wanted_cause = excluded.wanted_cause, wanted_at = excluded.wanted_at,
            submitted_quantity = excluded.submitted_quantity, submitted_price = excluded.submitted_price,
            submitted_at = excluded.submitted_at, shown_quantity = excluded.shown_quantity,
            shown_price = excluded.shown_price, touched_at = excluded.touched_at,
            observed_quantity = excluded.observed_quantity, observed_price = excluded.observed_price,
            observed_at = excluded.observed_at, held = excluded.held, escrow = excluded.escrow,
            escrow_units = excluded.escrow_units, unsettled = excluded.unsettled, fix_at = excluded.fix_at, in_doubt = excluded.in_doubt,
            urgency = excluded.urgency, parked_code = excluded.parked_code,
            parked_field = excluded.parked_field, parked_reason = excluded.parked_reason, brake = excluded.brake, repairs = excluded.repairs, repairs_since = excluded.repairs_since,
            tries = excluded.tries, read_due_at = excluded.read_due_at
        """
    }
}
