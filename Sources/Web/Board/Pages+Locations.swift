import Foundation
import Operations
import Pages

extension LocationsPage {
    init(_ places: [LocationSummary], workspace: String, now: Date) {
        self.init(
            workspace: workspace, now: now,
            rows: places.map {
                Row(
                    id: $0.id, name: $0.name, countedBy: $0.countedBy, skus: $0.skus ?? $0.listings ?? 0,
                    units: $0.units ?? $0.sellable ?? 0, read: $0.readAt)
            })
    }
}

extension LocationPage {
    init(_ stock: LocationStock, workspace: String, now: Date) {
        let place = stock.location
        let rows = stock.rows.map { row in
            Row(
                sku: row.sku ?? row.listing ?? "—", isLinked: row.sku != nil, title: row.title,
                counts: place.countedBy == nil
                    ? [row.units, row.buffer ?? 0]
                    : [row.units, row.reserved ?? 0, row.incoming ?? 0, row.unsellable ?? 0])
        }
        self.init(
            workspace: workspace, now: now, id: place.id, name: place.name,
            sentence: place.countedBy.map {
                "Kept and counted by the channel of \($0). It is sold there alone, is in no other number, and can only be read here."
            } ?? "Counted by you.",
            columns: place.countedBy == nil
                ? ["On hand", "Buffer"] : ["To sell", "Reserved", "On the way", "Not sellable"],
            rows: rows, next: stock.next)
    }
}
