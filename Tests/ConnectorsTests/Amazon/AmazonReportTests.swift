import Commerce
import ConnectorKit
import Foundation
import Testing
import Wire

@testable import Connectors

@Suite("A report of all listings at Amazon")
struct AmazonReportTests {
    private static let second = "2025-10-01T08:00:00Z"

    private static func token(_ report: String) -> PageToken { PageToken(#"{"f":"\#(second)","p":\#(report),"r":0}"#) }

    /// 23 November 2025, which is the clock of these tests, as a report's beginning.
    private static let now = 1_763_788_000

    private static func page(
        _ report: String, _ steps: ScriptedTransport.Step...
    ) async throws -> (page: ListingPage, calls: [HTTPCall]) {
        let transport = ScriptedTransport(steps, then: .failure(.unreachable("beyond the script")))
        let page = try #require(
            try await amazon(transport).listings?.page(Self.token(report), modifiedAfter: nil).value)
        return (page, transport.calls)
    }

    private static func text(_ rows: String...) -> ScriptedTransport.Step {
        .json((["item-name\tseller-sku\tprice"] + rows).map { $0 + "\n" }.joined())
    }

    private static func position(_ page: ListingPage) throws -> AmazonListings.Position? {
        try page.next?.decoded(as: AmazonListings.Position.self)
    }

    @Test("where a second holds more than a search shows, a report is asked for, once, and waited for")
    func asked() async throws {
        let items = (0..<20).map { _ in Fixture.text("amazon/item-own-stock") }.joined(separator: ",")
        let stuck = ScriptedTransport(.json(#"{"numberOfResults":1400,"items":[\#(items)]}"#))
        let page = try #require(
            try await amazon(stuck).listings?.page(
                PageToken(#"{"f":"\#(Self.second)","r":980,"t":"T"}"#), modifiedAfter: nil
            ).value)
        #expect(page.offers.count == 20 && page.unreadable == [] && page.wait == nil)
        #expect(try Self.position(page)?.report == AmazonReport.Place())

        let (begun, calls) = try await Self.page(#"{"r":0,"s":0}"#, .amazon("report-created"))
        let place = try #require(try Self.position(begun)?.report)
        #expect(place == AmazonReport.Place(id: "ID323", since: Self.now) && begun.wait == .seconds(60))
        #expect(calls.first?.json?["reportType"]?.text == "GET_MERCHANT_LISTINGS_ALL_DATA")
    }

    @Test("looked at, it is waited for, fetched, or given up", arguments: ["IN_QUEUE", "IN_PROGRESS"])
    func underWay(word: String) async throws {
        let text = Fixture.text("amazon/report-done").replacing("DONE", with: word)
        let (page, _) = try await Self.page(#"{"i":"ID323","r":0,"s":\#(Self.now - 3_000)}"#, .json(text))
        #expect(page.wait == .seconds(60) && page.unreadable == [])
        #expect(try Self.position(page)?.report?.id == "ID323")
        let (late, _) = try await Self.page(#"{"i":"ID323","r":0,"s":\#(Self.now - 3_600)}"#, .json(text))
        #expect(late.unreadable.count == 1)
        #expect(try Self.position(late) == AmazonListings.Position(from: "2025-10-01T08:00:01Z"))
    }

    @Test(
        "one that is cancelled, broken or done without a document is told, and the search goes on behind that second",
        arguments: ["CANCELLED", "FATAL", "ABOLISHED"])
    func ended(word: String) async throws {
        let text = Fixture.text("amazon/report-done").replacing("DONE", with: word)
        let (page, _) = try await Self.page(#"{"i":"ID323","r":0,"s":\#(Self.now)}"#, .json(text))
        #expect(page.unreadable.map(\.place) == ["listings created at \(Self.second)"] && page.wait == nil)
        #expect(try Self.position(page) == AmazonListings.Position(from: "2025-10-01T08:00:01Z"))
    }

    @Test("its SKUs are read as ever, twenty at a time, and the document is fetched once for all of them")
    func read() async throws {
        let rows = (0..<25).map { "Name\tS-\($0)\t1.00" }.joined(separator: "\n")
        let transport = ScriptedTransport(
            .amazon("report-done"), .amazon("report-document"), Self.text(rows), .items("item-own-stock"),
            .items("item-own-stock"))
        let connector = try amazon(transport)
        var (token, offers): (PageToken?, Int) = (Self.token(#"{"i":"ID323","r":0,"s":\#(Self.now)}"#), 0)
        for _ in 0..<3 {
            let page = try #require(try await connector.listings?.page(token, modifiedAfter: nil).value)
            offers += page.offers.count
            token = page.next
        }
        #expect(offers == 2 && transport.isSpent)
        #expect(transport.calls[3].query["identifiers"]?.split(separator: ",").count == 20)
        #expect(transport.calls[4].query["identifiers"]?.split(separator: ",").count == 5)
        // The document lies elsewhere, and is fetched without our token.
        #expect(transport.calls[2].headers.isEmpty)
        #expect(
            try token?.decoded(as: AmazonListings.Position.self)
                == AmazonListings.Position(from: "2025-10-01T08:00:01Z"))
    }

    @Test("whoever goes on after a restart fetches the document again and goes on where it was")
    func restarted() async throws {
        let (page, calls) = try await Self.page(
            #"{"d":"D","i":"ID323","r":20,"s":\#(Self.now)}"#, .amazon("report-document"),
            Self.text((0..<41).map { "Name\tS-\($0)\t1.00" }.joined(separator: "\n")), .items("item-own-stock"))
        #expect(calls.last?.query["identifiers"]?.contains("S-20") == true)
        #expect(try Self.position(page)?.report?.read == 40)
    }

    @Test("a row that is cut, or whose SKU no encoding gives, is counted; the others are read")
    func cut() async throws {
        let bytes = Array("item-name\tseller-sku\tprice\r\nPi".utf8) + [0xF1] + Array("a\tS-1\t1\r\n\r\nName\tS-".utf8)
        let (page, calls) = try await Self.page(
            #"{"d":"D","i":"ID323","r":0,"s":\#(Self.now)}"#, .amazon("report-document"),
            .reply(HTTPReply(status: 200, headers: [], body: bytes)), .items("item-own-stock"))
        #expect(calls.last?.query["identifiers"] == "S-1" && page.offers.count == 1)
        #expect(page.unreadable.map(\.place) == ["report of listings"])
        #expect(try AmazonReport.rows(in: Array("seller-sku\nA\n".utf8) + [0x83, 0x41, 10]).cut == 1)
        #expect(try AmazonReport.rows(in: [0xEF, 0xBB, 0xBF] + Array("seller-sku\nA\nA".utf8)).skus == ["A"])
    }

    @Test(
        "a document that cannot be read is given up, and the search goes on",
        arguments: ["", "<html>", "col item-name\tcol seller-sku\n", "item-name\n"])
    func unreadable(text: String) async throws {
        let (page, _) = try await Self.page(
            #"{"d":"D","i":"ID323","r":0,"s":\#(Self.now)}"#, .amazon("report-document"), .json(text))
        #expect(page.unreadable.count == 1 && page.offers == [])
        #expect(try Self.position(page)?.from == "2025-10-01T08:00:01Z")
    }

    @Test("a document that is packed and half there is given up as well")
    func halfPacked() async throws {
        let place = Fixture.text("amazon/report-document").replacing("{", with: #"{"compressionAlgorithm":"GZIP","#)
        let (page, _) = try await Self.page(
            #"{"d":"D","i":"ID323","r":0,"s":\#(Self.now)}"#, .json(place),
            .reply(HTTPReply(status: 200, headers: [], body: [0x1F, 0x8B, 8, 0])))
        #expect(page.unreadable.count == 1)
        #expect(try Self.position(page)?.from == "2025-10-01T08:00:01Z")
    }

    @Test("one that cannot be fetched is tried again, until an hour has passed")
    func fetching() async throws {
        await #expect {
            _ = try await Self.page(
                #"{"d":"D","i":"ID323","r":0,"s":\#(Self.now)}"#, .amazon("report-document"), .json("", status: 503))
        } throws: {
            if case ConnectorError.transient = $0 { true } else { false }
        }
        let (page, _) = try await Self.page(
            #"{"d":"D","i":"ID323","r":0,"s":\#(Self.now - 3_600)}"#, .amazon("report-document"),
            .json("", status: 503))
        #expect(page.unreadable.count == 1)
    }

    @Test("a document that lies on this machine, or is no web address, is never fetched")
    func elsewhere() async throws {
        for address in ["http://127.0.0.1:1/report", "http://reports.example/plain", "file:///etc/passwd"] {
            let (page, calls) = try await Self.page(
                #"{"d":"D","i":"ID323","r":0,"s":\#(Self.now)}"#,
                .json(#"{"reportDocumentId":"D","url":"\#(address)"}"#))
            #expect(calls.count == 1 && page.unreadable.count == 1, "\(address)")
        }
    }

    @Test("a limit of reports is waited for by the reading alone; without the right to them the search goes on")
    func limits() async throws {
        let (page, _) = try await Self.page(
            #"{"r":0,"s":0}"#,
            .json(#"{"errors":[{"code":"QuotaExceeded","message":"Slow down."}]}"#, status: 429))
        #expect(page.wait.map { $0 > .seconds(59) } == true)
        #expect(try Self.position(page)?.report == AmazonReport.Place())
        let (denied, _) = try await Self.page(
            #"{"r":0,"s":0}"#, .json(#"{"errors":[{"code":"Unauthorized","message":"Denied."}]}"#, status: 403))
        #expect(denied.unreadable.count == 1)
        #expect(try Self.position(denied)?.from == "2025-10-01T08:00:01Z")
    }
}
