import Foundation
import Testing
import Twins

@Suite("Reports at the Amazon twin")
struct AmazonReportDeskTests {
    private static let reports = "/reports/2021-06-30/reports"

    static func wish(_ desk: AmazonDesk, type: String = "GET_MERCHANT_LISTINGS_ALL_DATA") -> String {
        #"{"reportType":"\#(type)","marketplaceIds":["\#(desk.shop.home.id)"]}"#
    }

    static func ask(_ desk: AmazonDesk) async throws -> String {
        let reply = await desk.send("POST", Self.reports, Self.wish(desk))
        return try #require(reply.json["reportId"].string)
    }

    @Test("queued, in progress, done: its document names every SKU under its column, in an encoding that loses letters")
    func told() async throws {
        let desk = try await AmazonDesk(goods: [TwinProduct(sku: "MUG", name: "Piñata 白", price: "1.00", stock: 4)])
        await desk.shop.setReports(.plain, seconds: 40)
        let id = try await Self.ask(desk)
        func status() async -> String? { await desk.get("\(Self.reports)/\(id)").json["processingStatus"].string }
        #expect(await status() == "IN_QUEUE")
        await desk.pass(20)
        #expect(await status() == "IN_PROGRESS")
        await desk.pass(20)
        let done = await desk.get("\(Self.reports)/\(id)").json
        #expect(done["processingStatus"].string == "DONE")
        let document = try #require(done["reportDocumentId"].string)
        let place = await desk.get("/reports/2021-06-30/documents/\(document)")
        #expect(place.json["compressionAlgorithm"].string == nil)
        let bytes = try await desk.transfer("GET", place).body
        #expect(bytes.contains(0xF1) && bytes.contains(UInt8(ascii: "?")))
        let lines = bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self).components(separatedBy: "\t") }
        let column = try #require(lines[0].firstIndex(of: "seller-sku"))
        #expect(lines.count == 2 && lines[1][column] == "MUG" && lines[1].count == lines[0].count)
    }

    @Test("what is no report of listings, or of another's store, is refused")
    func refused() async throws {
        let desk = try await AmazonDesk()
        #expect(await desk.send("POST", Self.reports, Self.wish(desk, type: "GET_MOON_DATA")).status == 400)
        #expect(
            await desk.send("POST", Self.reports, #"{"reportType":"GET_MERCHANT_LISTINGS_ALL_DATA"}"#).status == 400)
        #expect(await desk.get("\(Self.reports)/1").status == 404)
        await desk.shop.setReportRight(false)
        #expect(await desk.send("POST", Self.reports, Self.wish(desk)).status == 403)
    }
}
