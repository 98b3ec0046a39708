import ConnectorKit
import Foundation
import Wire

/// Reads all variants of a large shop at once: Shopify writes them into a file, one a line, while we wait, and the file is read in
/// pieces. The wait costs a point each time it is asked after, the file none. Where that does not work out, pages do.
///
/// Every variant is one line of its own, with what is needed of its product in it: a piece makes sense without those before it, so
/// that a reading goes on wherever it broke off.
struct ShopifyBulk: Sendable {
    /// Variants up to which pages are as quick: they take about 6 points each.
    static let threshold = 1_000
    /// Seconds after which it is not waited for any longer.
    static let patience: TimeInterval = 1_800

    /// Where a reading stands; travels as part of the `PageToken`.
    struct Place: Codable, Sendable, Hashable {
        /// The operation's global id; `nil` before it is started.
        var id: String?
        /// Bytes of the file that were read.
        var offset = 0
        /// When it was started, on our clock; seconds since 1970.
        var since = 0

        enum CodingKeys: String, CodingKey {
            case id = "i"
            case offset = "o"
            case since = "s"
        }
    }

    let api: ShopifyAPI

    /// - Parameter after: The cursor from which on pages would go on.
    func page(_ place: Place, after: String) async throws(ConnectorError) -> Answer<ListingPage> {
        do throws(ConnectorError) {
            guard let id = place.id else { return try await self.start(place, after: after) }
            if let known = self.api.notes.find(Self.note(id), at: self.api.now()) {
                return try await self.read(place, from: known, after: after, isKnown: true)
            }
            return try await self.ask(place, id, after: after)
        } catch .refused {
            // Whatever Shopify has against it: it lets pages be read.
            return try self.pages(after, [:])
        }
    }

    /// Started twice it runs once: Shopify refuses a second while one is running, and tells which that is.
    private func start(_ place: Place, after: String) async throws(ConnectorError) -> Answer<ListingPage> {
        let home = try await ShopifyHome(api: self.api).find()
        let text = ShopifyDocuments.allVariants(home: home.id).text
        var place = place
        place.since = Int(self.api.now().timeIntervalSince1970)
        let started = try await self.api.read(
            ShopifyWire.StartedBulk.self, ShopifyDocuments.startBulk, ["query": .text(text)]
        ).after(home.reading)
        let payload = started.value.bulkOperationRunQuery
        if let id = payload?.bulkOperation?.id, payload?.userErrors.isEmpty == true {
            place.id = id
            return try self.later(place, after, started.budgets)
        }
        guard payload?.userErrors.contains(where: { $0.code == "OPERATION_IN_PROGRESS" }) == true else {
            return try self.pages(after, started.budgets)
        }
        // Ours, where the answer to its start was lost, or somebody else's.
        let running = try await self.api.read(ShopifyWire.Bulks.self, ShopifyDocuments.bulks).after(started)
        guard let own = running.value.bulkOperations.nodes.first(where: { $0.query == text && $0.isUnderWay }) else {
            return try self.pages(after, running.budgets)
        }
        place.id = own.id
        return try self.later(place, after, running.budgets)
    }

    private func ask(_ place: Place, _ id: String, after: String) async throws(ConnectorError) -> Answer<ListingPage> {
        let reading = try await self.api.read(
            ShopifyWire.OneBulk.self, ShopifyDocuments.bulk, ["id": .text(id)])
        guard let bulk = reading.value.bulkOperation else { return try self.pages(after, reading.budgets) }
        if bulk.isUnderWay {
            let waited = self.api.now().timeIntervalSince1970 - Double(place.since)
            return waited < Self.patience
                ? try self.later(place, after, reading.budgets) : try self.pages(after, reading.budgets)
        }
        guard bulk.status == "COMPLETED" else { return try self.pages(after, reading.budgets) }
        // A file of nothing has no address.
        guard let address = bulk.url else {
            return reading.answer(ListingPage(offers: [], next: nil, total: nil))
        }
        self.api.notes.keep(address, as: Self.note(id), at: self.api.now(), life: 3_600)
        var page = try await self.read(place, from: address, after: after, isKnown: false)
        page.budgets = ShopifyCost.sum(reading.budgets, page.budgets)
        return page
    }

    private static func note(_ id: String) -> String { "bulk \(id)" }

    // MARK: The file

    private func read(
        _ place: Place, from address: String, after: String, isKnown: Bool
    ) async throws(ConnectorError) -> Answer<ListingPage> {
        let part: ShopifyFilePart
        do throws(ConnectorError) {
            part = try await self.api.part(of: address, at: place.offset, bytes: self.api.settings.filePiece)
        } catch .refused where isKnown {
            // Its address may have run out: a new one is asked for.
            self.api.notes.forget(Self.note(place.id ?? ""))
            return try self.later(place, after, Self.free, wait: nil)
        }
        guard let lines = part.lines(from: place.offset, atMost: self.api.settings.filePiece) else {
            return try self.pages(after, Self.free)
        }
        var page = ListingPage(offers: [], next: nil, total: nil)
        for line in lines.texts {
            let name = "variants, byte \(place.offset + line.startIndex - part.bytes.startIndex)"
            if let record = try? JSONAnswer.decode(Lenient<ShopifyWire.Variant>.self, from: Array(line)) {
                page.add(record, place: name, self.api.settings.currency)
            } else {
                page.unreadable.append(UnreadableRecord(place: name, reason: "not a line of JSON"))
            }
        }
        var place = place
        place.offset = lines.end
        if !lines.areLast { page.next = try PageToken(encoding: ShopifyListings.Position(after: after, bulk: place)) }
        return Answer(page, channelTime: nil, latency: part.latency, budgets: Self.free)
    }

    /// What is no request to Shopify's interface costs none of its points.
    private static let free = [Shopify.Budgets.points: BudgetReading(spent: 0)]

    // MARK: What comes next

    /// Nothing yet. The longer it takes, the less often it is asked after.
    private func later(
        _ place: Place, _ after: String, _ budgets: [String: BudgetReading], wait: Duration? = .seconds(5)
    ) throws(ConnectorError) -> Answer<ListingPage> {
        var page = ListingPage(
            offers: [], next: try PageToken(encoding: ShopifyListings.Position(after: after, bulk: place)), total: nil)
        let waited = self.api.now().timeIntervalSince1970 - Double(place.since)
        page.wait = wait.map { max($0, .seconds(min(60, waited / 4))) }
        return Answer(page, channelTime: nil, latency: .zero, budgets: budgets)
    }

    /// Page by page from here.
    private func pages(
        _ after: String, _ budgets: [String: BudgetReading]
    ) throws(ConnectorError) -> Answer<ListingPage> {
        let next = try PageToken(encoding: ShopifyListings.Position(after: after))
        return Answer(
            ListingPage(offers: [], next: next, total: nil), channelTime: nil, latency: .zero, budgets: budgets)
    }
}
