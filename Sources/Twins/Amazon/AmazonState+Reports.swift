import Foundation

/// What becomes of a report that was asked for, where it is not all as it should be.
public enum AmazonReportFate: String, Sendable, Codable, CaseIterable {
    /// Packed, as most are.
    case whole
    case plain
    /// Half of it, at some place within a row.
    case cut
    /// Half of what was packed: it cannot be unpacked.
    case packedAndCut
    /// Its columns have other names.
    case otherColumns
    /// It is done, and its document never comes.
    case noDocument
    /// It stays in progress.
    case neverEnds
    case fatal
    case cancelled
}

/// One seller's reports.
struct AmazonReportDesk: Sendable, Codable {
    struct Report: Sendable, Codable {
        var id: String
        /// Wall time.
        var asked: Date
        var created: Date
        var seconds: Double
        var fate: AmazonReportFate
        var document: String?
    }

    /// Wall seconds that one takes, and what becomes of those that are asked for from now on.
    var seconds = 30.0
    var fate = AmazonReportFate.whole
    var reports: [String: Report] = [:]
    /// The documents that are packed.
    var packed: Set<String> = []

    static let type = "GET_MERCHANT_LISTINGS_ALL_DATA"
}

/// Reports of all listings: asked for, written some time later, fetched as a document (reports_2021-06-30).
extension AmazonState {
    /// Missing in files of earlier versions.
    var reports: AmazonReportDesk {
        get { self.reportDesk ?? AmazonReportDesk() }
        set { self.reportDesk = newValue }
    }

    /// - Parameter drops: Whether it is taken and never written.
    mutating func newReport(
        _ call: AmazonCall, at moment: Moment, drops: Bool
    ) throws(AmazonError) -> Json {
        if self.hidesReports == true { throw .notYours }
        guard let type = call.body?["reportType"]?.text,
            let stores = call.body?["marketplaceIds"]?.list?.compactMap(\.text), !stores.isEmpty, stores.count <= 25
        else { throw .invalid("'reportType' and 'marketplaceIds' are required.") }
        guard stores.allSatisfy({ id in self.stores.contains { $0.id == id } }) else {
            throw .invalid("The seller does not sell at one of these marketplaces.")
        }
        guard type == AmazonReportDesk.type else { throw .invalid("Report type \(type) is not allowed.") }
        let id = String(self.newNumber())
        let desk = self.reports
        self.reports.reports[id] = AmazonReportDesk.Report(
            id: id, asked: moment.wall, created: moment.shop, seconds: desk.seconds,
            fate: drops ? .neverEnds : desk.fate)
        return ["reportId": .string(id)]
    }

    mutating func report(_ call: AmazonCall, at moment: Moment) throws(AmazonError) -> Json {
        guard var report = self.reports.reports[call.values["reportId"] ?? ""] else { throw .noRoute }
        let age = moment.wall.timeIntervalSince(report.asked)
        let status =
            switch report.fate {
            case _ where age < report.seconds / 4: "IN_QUEUE"
            case .neverEnds: "IN_PROGRESS"
            case _ where age < report.seconds: "IN_PROGRESS"
            case .fatal: "FATAL"
            case .cancelled: "CANCELLED"
            default: "DONE"
            }
        if status == "DONE", report.fate != .noDocument, report.document == nil {
            let document = "amzn1.spdoc.1.4.eu.\(self.newNumber())"
            self.feeds.documents[document] = Data(self.listed(report, document))
            report.document = document
            self.reports.reports[report.id] = report
        }
        var json: Json = [
            "reportId": .string(report.id), "reportType": .string(AmazonReportDesk.type),
            "marketplaceIds": [.string(self.home.id)], "createdTime": AmazonRendering.date(report.created),
            "processingStatus": .string(status),
        ]
        if status != "IN_QUEUE" { json = json.with("processingStartTime", AmazonRendering.date(report.created)) }
        if let document = report.document { json = json.with("reportDocumentId", .string(document)) }
        return json
    }

    mutating func reportDocument(
        _ call: AmazonCall, address: String, at moment: Moment
    ) throws(AmazonError) -> Json {
        let id = call.values["reportDocumentId"] ?? ""
        guard self.feeds.documents[id] != nil else { throw .noRoute }
        let key = self.link(to: id, mayWrite: false, moment)
        let json: Json = ["reportDocumentId": .string(id), "url": .string("\(address)/documents/\(key)")]
        return self.reports.packed.contains(id) ? json.with("compressionAlgorithm", "GZIP") : json
    }

    // MARK: The document

    private static let columns = [
        "item-name", "item-description", "listing-id", "seller-sku", "price", "quantity", "open-date", "image-url",
        "item-is-marketplace", "product-id-type", "zshop-shipping-fee", "item-note", "item-condition",
        "zshop-category1",
        "zshop-browse-path", "zshop-storefront-feature", "asin1", "asin2", "asin3", "will-ship-internationally",
        "expedited-shipping", "zshop-boldface", "product-id", "bid-for-featured-placement", "add-delete",
        "pending-quantity", "fulfillment-channel", "merchant-shipping-group", "status",
    ]

    private mutating func listed(_ report: AmazonReportDesk.Report, _ document: String) -> [UInt8] {
        var lines = [Self.columns]
        if report.fate == .otherColumns { lines[0] = Self.columns.map { "col " + $0 } }
        for listing in self.listings.values.sorted(by: { $0.sku < $1.sku }) where !listing.isParent {
            let told = [
                "item-name": listing.title, "seller-sku": listing.sku, "asin1": listing.asin, "item-condition": "11",
                "price": listing.price(in: self.home).map { TwinMoney(minor: $0).text } ?? "",
                "quantity": listing.isByAmazon ? "" : String(listing.quantity), "product-id": listing.asin,
                "open-date": TwinDate.text(listing.created), "item-is-marketplace": "y", "product-id-type": "1",
                "fulfillment-channel": listing.isByAmazon ? "AMAZON_EU" : AmazonListing.own,
                "status": self.rendering.status(listing).contains("BUYABLE") ? "Active" : "Inactive",
            ]
            lines.append(Self.columns.map { told[$0] ?? "" })
        }
        let text = lines.map { $0.joined(separator: "\t") + "\n" }.joined()
        // Letters beyond Windows-1252 are lost, as sellers see it (models issue 4888).
        let bytes = text.unicodeScalars.map { $0.value < 0x100 ? UInt8($0.value) : UInt8(ascii: "?") }
        switch report.fate {
        case .plain, .otherColumns: return bytes
        case .cut: return Array(bytes.prefix(bytes.count / 2))
        case .packedAndCut:
            self.reports.packed.insert(document)
            let packed = TwinGzip.packed(bytes)
            return Array(packed.prefix(packed.count / 2))
        default:
            self.reports.packed.insert(document)
            return TwinGzip.packed(bytes)
        }
    }
}

/// Packs without making smaller: gzip (RFC 1952) of stored blocks (RFC 1951, 3.2.4).
enum TwinGzip {
    static func packed(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        var place = 0
        repeat {
            let part = bytes[place..<min(place + 65_535, bytes.count)]
            place += part.count
            let length = UInt16(part.count)
            out += [place == bytes.count ? 1 : 0] + Self.little(length) + Self.little(~length) + part
        } while place < bytes.count
        return out + Self.little(Self.checksum(bytes)) + Self.little(UInt32(truncatingIfNeeded: bytes.count))
    }

    private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    /// CRC-32.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
