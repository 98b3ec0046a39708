import Commerce
import ConnectorKit
import Foundation
import Wire

/// Reads what a search of listings does not show: a report names every SKU of the account, and each is then read as ever.
///
/// Of the report only the SKUs are believed. It may be hours old (docs issue 1130), its titles have question marks for letters
/// (models issues 4888, 2748), it names no currency, and quantities without a time.
struct AmazonReport: Sendable {
    let listings: AmazonListings

    static let type = "GET_MERCHANT_LISTINGS_ALL_DATA"
    /// Between two looks at one that is being written. "Generally within a few minutes" (docs issue 3273).
    static let gap = Duration.seconds(60)
    /// Seconds after which it is not waited for any longer: some never come (models issues 1457, 2610).
    static let patience: TimeInterval = 3_600
    /// Bytes of a report, unpacked. A row is some hundred, and its description up to 2,000.
    static let limit = 128 << 20
    private static let path = "/reports/2021-06-30"

    /// How far it is; travels as part of the `PageToken`, so that whoever goes on does not ask for another.
    struct Place: Codable, Sendable, Hashable {
        /// The report's id; `nil` before it is asked for.
        var id: String?
        /// When it was asked for, on our clock; seconds since 1970.
        var since = 0
        /// The id of its document, once that is there.
        var document: String?
        /// SKUs of it that were read.
        var read = 0

        enum CodingKeys: String, CodingKey {
            case id = "i"
            case since = "s"
            case document = "d"
            case read = "r"
        }
    }

    private var api: AmazonAPI { self.listings.api }

    /// - Parameter from: The second of which a search does not show all listings.
    func page(_ place: Place, from: String) async throws(ConnectorError) -> Answer<ListingPage> {
        let rows: Rows
        do throws(ConnectorError) {
            guard let id = place.id else { return try await self.start(place, from) }
            guard let document = place.document else { return try await self.ask(place, id, from) }
            rows = try await self.rows(document)
        } catch .limited(_, let wait), .throttled(let wait) {
            return try self.later(place, from, wait)
        } catch .unauthorized where place.id == nil {
            return try self.search(from, "this account may not ask for a report of them")
        } catch .transient(let text) {
            guard place.id != nil, self.waited(place) >= Self.patience else { throw .transient(text) }
            return try self.search(from, "a report of them cannot be fetched")
        } catch .unauthorized(let code) {
            throw .unauthorized(code: code)
        } catch {
            return try self.search(from, "a report of them cannot be read")
        }
        return try await self.read(place, rows, from)
    }

    /// Asked for twice there are two, and one of them is never looked at.
    private func start(_ place: Place, _ from: String) async throws(ConnectorError) -> Answer<ListingPage> {
        let made = try await self.api.send(
            AmazonWire.ReportName.self, .createReport, "POST", Self.path + "/reports",
            json: AmazonWire.ReportWish(
                reportType: Self.type, marketplaceIds: [self.api.place.home.id],
                // Else Japan's columns are called otherwise (models issues 4888, 2293).
                reportOptions: ["preferredReportDocumentLocale": "en_US"]), timeout: self.api.settings.readTimeout,
            effect: .read)
        var place = place
        place.id = made.value.reportId
        place.since = Int(self.api.now().timeIntervalSince1970)
        return made.answer(try self.later(place, from, Self.gap).value)
    }

    private func ask(_ place: Place, _ id: String, _ from: String) async throws(ConnectorError) -> Answer<ListingPage> {
        let told = try await self.api.get(
            AmazonWire.ReportState.self, .getReport, "\(Self.path)/reports/\(AmazonAPI.part(id))")
        switch (told.value.processingStatus, told.value.reportDocumentId) {
        case ("IN_QUEUE", _), ("IN_PROGRESS", _):
            guard self.waited(place) < Self.patience else {
                return told.answer(try self.search(from, "a report of them did not come within an hour").value)
            }
            return told.answer(try self.later(place, from, Self.gap).value)
        case ("DONE", let document?):
            var place = place
            place.document = document
            return told.answer(try self.later(place, from, nil).value)
        // "An automatic cancellation if there is no data to return" (Report, CANCELLED); FATAL; DONE without a document.
        default: return told.answer(try self.search(from, "Amazon could not make a report of them").value)
        }
    }

    /// The next twenty of its SKUs, as a search shows them.
    private func read(_ place: Place, _ rows: Rows, _ from: String) async throws(ConnectorError) -> Answer<ListingPage>
    {
        let skus = Array(rows.skus.dropFirst(place.read).prefix(AmazonListings.pageSize))
        var answer = try await self.listings.shown(skus)
        if place.read == 0, rows.cut > 0 {
            answer.value.unreadable.append(
                UnreadableRecord(
                    place: "report of listings",
                    reason: "\(rows.cut) of its rows are cut or have no SKU that can be read"))
        }
        var place = place
        place.read += skus.count
        let isOver = skus.isEmpty || place.read >= rows.skus.count
        // A report leaves out what is not complete (docs issue 1130): the search goes on behind that second.
        guard isOver else {
            answer.value.next = try self.token(place, from)
            return answer
        }
        if let position = AmazonListings.Position.behind(from) { answer.value.next = try PageToken(encoding: position) }
        return answer
    }

    // MARK: The document

    struct Rows: Sendable, Hashable {
        var skus: [String]
        /// Rows that name none.
        var cut: Int
    }

    private func rows(_ document: String) async throws(ConnectorError) -> Rows {
        let (note, now) = ("report \(document)", self.api.now())
        if let known = self.listings.notes.find(note, at: now) {
            return Rows(skus: known.split(separator: "\n").map(String.init), cut: 0)
        }
        let place = try await self.api.get(
            AmazonWire.ReportPlace.self, .getReportDocument, "\(Self.path)/documents/\(AmazonAPI.part(document))")
        let rows = try Self.rows(
            in: try await self.api.download(
                place.value.url, packed: place.value.compressionAlgorithm, limit: Self.limit))
        self.listings.notes.keep(rows.skus.joined(separator: "\n"), as: note, at: now, life: 6 * 3_600)
        return rows
    }

    /// Columns parted by tabs, named by the first line. No encoding that is in use (UTF-8, Windows-1252, Shift JIS) has a tab or
    /// the end of a line within another letter.
    ///
    /// - Throws: `unreadable` where there is no column of SKUs.
    static func rows(in bytes: [UInt8]) throws(ConnectorError) -> Rows {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var lines = (bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]).split(
            omittingEmptySubsequences: true, whereSeparator: { $0 == 10 || $0 == 13 })[...]
        let names = lines.popFirst().map(Self.fields) ?? []
        guard let column = names.firstIndex(of: Array("seller-sku".utf8)[...]) else {
            throw .unreadable("The report of listings has no column of SKUs.")
        }
        var (rows, known) = (Rows(skus: [], cut: 0), Set<String>())
        for line in lines {
            let fields = Self.fields(line)
            guard fields.count >= names.count, let sku = String(validating: fields[column], as: UTF8.self), !sku.isEmpty
            else {
                rows.cut += 1
                continue
            }
            if known.insert(sku).inserted { rows.skus.append(sku) }
        }
        return rows
    }

    private static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split(separator: 9, omittingEmptySubsequences: false)
    }

    // MARK: Going on

    private func waited(_ place: Place) -> TimeInterval {
        self.api.now().timeIntervalSince1970 - Double(place.since)
    }

    private func token(_ place: Place, _ from: String) throws(ConnectorError) -> PageToken {
        try PageToken(encoding: AmazonListings.Position(from: from, report: place))
    }

    private func later(
        _ place: Place, _ from: String, _ wait: Duration?
    ) throws(ConnectorError) -> Answer<ListingPage> {
        var page = ListingPage(offers: [], next: try self.token(place, from), total: nil)
        page.wait = wait
        return Answer(page, channelTime: nil, latency: .zero)
    }

    /// Without a report the search goes on behind the second that it does not show whole, and it is said.
    private func search(_ from: String, _ why: String) throws(ConnectorError) -> Answer<ListingPage> {
        var page = ListingPage(offers: [], next: nil, total: nil)
        page.unreadable = [
            UnreadableRecord(
                place: "listings created at \(from)",
                reason: "more than \(AmazonListings.window) were created at once, and \(why)")
        ]
        if let position = AmazonListings.Position.behind(from) { page.next = try PageToken(encoding: position) }
        return Answer(page, channelTime: nil, latency: .zero)
    }
}

extension AmazonListings.Position {
    /// What was created from the next second on; `nil` where that is no time.
    static func behind(_ from: String) -> AmazonListings.Position? {
        AmazonTime.date(from).map { second in
            let whole = Date(timeIntervalSince1970: second.timeIntervalSince1970.rounded(.down) + 1)
            return AmazonListings.Position(from: AmazonTime.text(whole))
        }
    }
}

extension AmazonWire {
    struct ReportWish: Encodable, Sendable {
        var reportType: String
        var marketplaceIds: [String]
        var reportOptions: [String: String]
    }

    struct ReportName: Decodable, Sendable {
        var reportId: String
    }

    struct ReportState: Decodable, Sendable {
        var processingStatus: String
        var reportDocumentId: String?
    }

    struct ReportPlace: Decodable, Sendable {
        var url: String
        /// `GZIP`.
        var compressionAlgorithm: String?
    }
}
