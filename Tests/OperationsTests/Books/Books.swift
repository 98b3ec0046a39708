import Commerce
import Foundation
import Records
import Store

@testable import Operations

/// What must balance at every commit, looked at from outside: with statements of its own.
struct Books {
    /// Parts whose ledger does not sum to their level.
    var unbalanced: [UUID]
    /// Lines of which another number of units is reserved than is open.
    var wrongHolds: [String]
    /// Parts of which another number is short than is missing.
    var wrongShorts: [String]

    /// Variants whose row says another sum than its reservations have.
    var wrongSums: [String] = []

    var isRight: Bool {
        self.unbalanced.isEmpty && self.wrongHolds.isEmpty && self.wrongShorts.isEmpty && self.wrongSums.isEmpty
    }

    static func check(_ desk: Desk) async throws -> Books {
        try await desk.read { db in
            let variants = try VariantRecords.all(db)
            let ids = variants.map(\.id)
            let links = Dictionary(grouping: try VariantRecords.links(db, touching: ids), by: \.bundle)
            let held = try ReservationRecords.load(db, parts: ids)
            var books = Books(unbalanced: try StockRecords.unbalanced(db), wrongHolds: [], wrongShorts: [])
            var owed: [String: Int] = [:]
            for variant in variants {
                let draws =
                    links[variant.id].map { $0.map { ($0.part, $0.units) } }
                    ?? (variant.isCounted ? [(variant.id, 1)] : [])
                for (order, line) in try OrderRecords.openLines(db, variant: variant.id) {
                    for (part, each) in draws { owed["\(part) \(order) \(line.ref)"] = line.open * each }
                }
            }
            let there = Dictionary(uniqueKeysWithValues: held.map { ("\($0.part) \($0.order) \($0.line)", $0.units) })
            books.wrongHolds = Set(owed.keys).union(there.keys).filter { owed[$0] ?? 0 != there[$0] ?? 0 }.sorted()
            let levels = Dictionary(grouping: try StockRecords.levels(db, of: ids), by: \.variant)
            for (part, list) in Dictionary(grouping: held, by: \.part) {
                let stock = PartStock((levels[part] ?? []).map(\.level), open: list.reduce(0) { $0 + $1.units })
                if list.reduce(0, { $0 + $1.short }) != stock.short { books.wrongShorts.append(part.text) }
            }
            let byPart = Dictionary(grouping: held, by: \.part)
            books.wrongSums = variants.filter { variant in
                let list = byPart[variant.id] ?? []
                return variant.openUnits != list.reduce(0) { $0 + $1.units }
                    || variant.shortUnits != list.reduce(0) { $0 + $1.short }
            }.map(\.sku)
            return books
        }
    }
}
