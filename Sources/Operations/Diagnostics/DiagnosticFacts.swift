import Commerce
import Foundation
import Records
import Store

/// All that waits for a person in a workspace, read at one instant.
struct DiagnosticFacts {
    private let connections: [ConnectionHealth]
    private let names: [String: String]
    private let now: Date
    private(set) var all: [Diagnostic] = []

    init(_ db: any SQLConnection, _ connections: [ConnectionHealth], now: Date) throws {
        self.connections = connections
        self.names = Dictionary(connections.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
        self.now = now
        let week = try DiagnosticRecords.takings(db, since: now.addingTimeInterval(-7 * 86_400))
        let stuck = try DiagnosticRecords.stuck(db)
        self.all = self.shops(week)
        self.all += self.brakes(stuck.filter { $0.brake != nil })
        self.all += stuck.filter { $0.brake == nil }.map { self.refused($0) }
        self.all += try DiagnosticRecords.offSale(db).map { self.offSale($0) }
        self.all += try self.oversold(db)
        self.all += try self.unreadable(db)
        self.all += try DiagnosticRecords.refusedShipments(db).map { self.refused($0) }
        self.all += try DiagnosticRecords.unlinked(db).map { self.unlinked($0) }
    }

    private func name(_ connection: UUID) -> String { self.names[connection.text] ?? "" }

    // MARK: Shops

    /// Shops that cannot be reached, or soon cannot; not those that a person stopped or has not let go yet.
    private func shops(_ week: [DiagnosticRecords.Takings]) -> [Diagnostic] {
        self.connections.compactMap { shop in
            let isShut = shop.state == "unauthorized"
            let isFailing = shop.state == "live" && shop.failures >= Self.failing
            let ends =
                shop.consentUntil.map { $0.timeIntervalSince(self.now) < ConnectionHealth.consentWarning } ?? false
            guard isShut || isFailing || ends && shop.state == "live" else { return nil }
            let since = isShut || isFailing ? shop.lastAnswerAt ?? shop.createdAt : nil
            let taken = week.filter { $0.connection.text == shop.id }.max { $0.minor < $1.minor }
            let risk = taken.flatMap { taken in
                Currency(taken.currency).flatMap {
                    MoneyView(MoneyAtRisk.standing(week: taken.minor, since: since ?? self.now, now: self.now), $0)
                }
            }
            let check = "entrepot channels check \(ShellWord.quoted(shop.name))"
            return Diagnostic(
                id: "connection:\(shop.id)", kind: .connection, level: isShut || isFailing ? .problem : .notice,
                connection: shop.id, connectionName: shop.name, title: shop.name,
                said: isFailing ? shop.lastError ?? "It does not answer." : shop.reason ?? "It does not let us in.",
                fix: isFailing
                    ? "See what the check says of it."
                    : "Consent again, or give it keys that work; the check says which.",
                command: isFailing ? check : "entrepot connection reconnect \(ShellWord.quoted(shop.name))",
                since: since, atRisk: risk)
        }
    }

    /// So many failures in a row are no hiccup.
    private static let failing = 5

    /// One for each shop that a brake holds.
    private func brakes(_ offers: [DiagnosticRecords.StuckOffer]) -> [Diagnostic] {
        Dictionary(grouping: offers, by: \.connection).map { connection, offers in
            let name = self.name(connection)
            return Diagnostic(
                id: "brake:\(connection.text)", kind: .brake, level: .problem, connection: connection.text,
                connectionName: name, title: "\(offers.count) changes of \(name)",
                said: offers.first?.brake ?? "",
                fix: "Look whether they are meant. If they are, let them go; if not, put prices and stock right first.",
                command: "entrepot brake list", since: offers.map(\.since).min(), atRisk: self.sum(offers))
        }
    }

    // MARK: Offers

    private func refused(_ offer: DiagnosticRecords.StuckOffer) -> Diagnostic {
        let advice = RefusalAdvice.of(offer.code)
        return self.diagnostic(
            .offer, .problem, offer, said: offer.reason ?? "It waits for a person.", rule: advice.rule, fix: advice.fix,
            command: "offer retry", of: OfferKey.text(listing: offer.listing, variation: offer.variation))
    }

    private func offSale(_ offer: DiagnosticRecords.StuckOffer) -> Diagnostic {
        self.diagnostic(
            .offSale, .notice, offer, said: "Its listing is off sale there, and there are units of it.", rule: nil,
            fix: "If nobody meant it so, see at the shop why, and put it on sale again.",
            command: "listing publish", of: offer.listing)
    }

    private func diagnostic(
        _ kind: Diagnostic.Kind, _ level: Diagnostic.Level, _ offer: DiagnosticRecords.StuckOffer, said: String,
        rule: String?, fix: String, command: String, of key: String
    ) -> Diagnostic {
        let name = self.name(offer.connection)
        return Diagnostic(
            id: "\(kind.rawValue):\(offer.id.text)", kind: kind, level: level, connection: offer.connection.text,
            connectionName: name, offer: OfferKey.text(listing: offer.listing, variation: offer.variation),
            sku: offer.sku, title: offer.title, code: offer.code, field: offer.field,
            rule: rule, said: said, fix: fix,
            command: "entrepot \(command) \(ShellWord.quoted(name)) \(ShellWord.quoted(key))", since: offer.since,
            atRisk: self.risk(offer))
    }

    private func risk(_ offer: DiagnosticRecords.StuckOffer) -> MoneyView? {
        guard let price = offer.price, let rate = offer.rate, let currency = Currency(offer.currency) else {
            return nil
        }
        return MoneyView(MoneyAtRisk.standing(price: price, rate: rate, since: offer.since, now: self.now), currency)
    }

    private func sum(_ offers: [DiagnosticRecords.StuckOffer]) -> MoneyView? {
        let risks = offers.compactMap { self.risk($0) }
        guard let currency = risks.first.flatMap({ Currency($0.currency) }) else { return nil }
        let (sum, overflows) = risks.reduce((Int64(0), false)) { sum, risk in
            let (next, overflows) = sum.0.addingReportingOverflow(risk.minor)
            return (next, sum.1 || overflows)
        }
        return MoneyView(overflows ? .max : sum, currency)
    }

    private func unlinked(_ part: DiagnosticRecords.Unlinked) -> Diagnostic {
        let name = self.name(part.connection)
        return Diagnostic(
            id: "unlinked:\(part.connection.text)", kind: .unlinked, level: .notice, connection: part.connection.text,
            connectionName: name, title: "\(part.offers) listings of \(name)",
            said: "Nobody said yet what they sell: their stock is not kept in step.",
            fix: "Look at the proposals and link them, or say that they are to be left alone.",
            command: "entrepot mapping list --connection \(ShellWord.quoted(name))")
    }

    // MARK: Orders

    private func oversold(_ db: any SQLConnection) throws -> [Diagnostic] {
        let shorts = try ReservationRecords.shorts(db).filter { $0.value > 0 }
        return try VariantRecords.load(db, ids: Set(shorts.keys)).map { variant in
            let short = shorts[variant.id] ?? 0
            let price = variant.price.flatMap { price in
                let (minor, overflows) = price.minor.multipliedReportingOverflow(by: Int64(short))
                return overflows ? nil : MoneyView(Money(minor: minor, currency: price.currency))
            }
            let sku = ShellWord.quoted(variant.sku)
            return Diagnostic(
                id: "oversold:\(variant.id.text)", kind: .oversold, level: .problem, sku: variant.sku,
                title: variant.title, rule: "Every unit is sold once.",
                said: "\(short) \(short == 1 ? "unit is" : "units are") owed and not there.",
                fix: "Count again, get more, or cancel the youngest order in its shop.",
                command: "entrepot stock oversold \(sku)", atRisk: price)
        }
    }

    private func unreadable(_ db: any SQLConnection) throws -> [Diagnostic] {
        try UnreadableRecords.all(db).map { item in
            let name = self.name(item.connection)
            return Diagnostic(
                id: "unreadable:\(item.connection.text):\(item.kind):\(item.place)", kind: .unreadable,
                level: item.kind == "order" ? .problem : .notice, connection: item.connection.text,
                connectionName: name, title: "\(item.kind) \(item.place) of \(name)", said: item.reason,
                fix: item.kind == "order"
                    ? "Its units are not taken from stock yet. Look at it in the shop; it is read again by itself."
                    : "Look at it in the shop; it is read again by itself.",
                command: "entrepot connection sync \(ShellWord.quoted(name))", since: item.firstAt)
        }
    }

    private func refused(_ parcel: DiagnosticRecords.RefusedShipment) -> Diagnostic {
        let name = self.name(parcel.connection)
        let order = ShellWord.quoted("\(name)/\(parcel.number)")
        return Diagnostic(
            id: "shipment:\(parcel.id.text)", kind: .shipment, level: .problem, connection: parcel.connection.text,
            connectionName: name, title: "Order \(parcel.number) of \(name)",
            rule: "A buyer is told of each parcel.", said: parcel.reason ?? "The shop did not take it.",
            fix: "Tell the shop by hand, or again with a carrier that it knows.",
            command: "entrepot order show \(order)", since: parcel.since,
            atRisk: Currency(parcel.currency).flatMap { MoneyView(parcel.total, $0) })
    }
}
