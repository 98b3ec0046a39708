import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Feeds of an Amazon seller's quantities")
struct AmazonFeedTests {
    static let messages = [
        FeedMessage(number: 1, ref: OfferRef(listing: "MUG"), quantity: 4),
        FeedMessage(number: 2, ref: OfferRef(listing: "TEA,\u{1F375}"), quantity: 25),
    ]

    private static func submit(_ steps: ScriptedTransport.Step...) async throws -> (String?, [HTTPCall]) {
        let transport = ScriptedTransport(steps, then: .failure(.unreachable("beyond the script")))
        return (try await amazon(transport).feeds?.submit(Self.messages).value, transport.calls)
    }

    @Test("the document is put where Amazon wants it, without our token, and then named")
    func submitted() async throws {
        let (feed, calls) = try await Self.submit(.amazon("feed-document"), .json(""), .amazon("feed-created"))
        #expect(feed == "3485934" && calls.map(\.method) == ["POST", "PUT", "POST"])
        #expect(calls[1].url.host == "tortuga-prod-eu.s3.example" && calls[1].headers.map(\.name) == ["content-type"])
        #expect(calls[0].json?["contentType"]?.text == calls[1].headers.first?.value)
        #expect(calls[2].json?["inputFeedDocumentId"]?.text?.hasSuffix("ea5760.T1") == true)
        #expect(calls[2].json?["feedType"] == .text("JSON_LISTINGS_FEED"))
        let document = calls[1].json
        #expect(document?["header"] == .object(["sellerId": .text("A1EXAMPLE00001"), "version": .text("2.0")]))
        let sent = document?["messages"]?.elements ?? []
        #expect(sent.map { $0["messageId"] } == [.integer(1), .integer(2)])
        #expect(sent.last?["sku"] == .text("TEA,\u{1F375}") && sent.last?["operationType"] == .text("PATCH"))
        let patch = sent.last?["patches"]?.elements.first
        #expect(patch?["op"] == .text("merge") && patch?["path"] == .text("/attributes/fulfillment_availability"))
        #expect(patch?["value"]?.elements.first?["quantity"] == .integer(25))
    }

    @Test("what breaks off before the feed is named has not happened; after that nobody knows")
    func lost() async throws {
        let gone = ScriptedTransport.Step.failure(.interrupted)
        for steps in [[gone], [.amazon("feed-document"), gone], [.amazon("feed-document"), .json("", status: 403)]] {
            let transport = ScriptedTransport(steps, then: gone)
            await #expect {
                try await amazon(transport).feeds?.submit(Self.messages)
            } throws: {
                if case ConnectorError.transient = $0 { true } else { false }
            }
        }
        await #expect {
            try await Self.submit(.amazon("feed-document"), .json(""), gone)
        } throws: {
            if case ConnectorError.unknownOutcome = $0 { true } else { false }
        }
    }

    @Test("nothing of the signed address is in what is told of a failure")
    func secret() async throws {
        await #expect {
            try await Self.submit(.amazon("feed-document"), .json("secret0356", status: 500))
        } throws: {
            !"\($0)".contains("secret") && !"\($0)".contains("s3.example")
        }
    }

    @Test(
        "how far it is goes by Amazon's word; done without a report is as good as broken off",
        arguments: [
            ("feed-in-queue", FeedProgress.queued), ("feed-fatal", .broken),
            ("feed-done", .ended(report: "amzn1.tortuga.4.eu.report.T1")),
        ])
    func progress(fixture: String, progress: FeedProgress) async throws {
        #expect(try await amazon(ScriptedTransport(.amazon(fixture))).feeds?.look(at: "3485934").value == progress)
    }

    @Test(
        "words of Amazon's that say how far it is",
        arguments: [
            ("IN_PROGRESS", FeedProgress.underWay), ("CANCELLED", .cancelled), ("DONE", .broken), ("NEW", .broken),
        ])
    func words(word: String, progress: FeedProgress) async throws {
        let text = Fixture.text("amazon/feed-in-queue").replacing("IN_QUEUE", with: word)
        #expect(try await amazon(ScriptedTransport(.json(text))).feeds?.look(at: "3485934").value == progress)
    }

    @Test("a report refuses what has an error, with the first one's words, packed or not", arguments: [false, true])
    func report(isPacked: Bool) async throws {
        let place = Fixture.text("amazon/feed-document")
        let packed = #"{"compressionAlgorithm":"GZIP","# + place.drop { $0 != "{" }.dropFirst()
        let bytes = isPacked ? Array(Data(base64Encoded: Self.packed) ?? Data()) : Fixture.bytes("amazon/feed-report")
        let transport = ScriptedTransport(
            .json(isPacked ? packed : place), .reply(HTTPReply(status: 200, headers: [], body: bytes)))
        let report = try #require(try await amazon(transport).feeds?.report("R").value)
        #expect(report.refused.keys.sorted() == [2, 4] && report.accepted == 2)
        #expect(
            report.refused[2]
                == FeedReport.Refusal(
                    code: "90220", field: "batteries_required",
                    message: "'[batteries_required]' is required but not supplied."))
        #expect(report.refused[4]?.code == "invalid" && report.isWhole(of: 4) && !report.isWhole(of: 5))
        #expect(transport.calls.last?.headers.isEmpty == true)
    }

    @Test("a report that is none is said to be unreadable, and one that cannot be fetched may be later")
    func unreadable() async throws {
        await #expect {
            try await amazon(ScriptedTransport(.amazon("feed-document"), .json("<html>"))).feeds?.report("R")
        } throws: {
            if case ConnectorError.unreadable = $0 { true } else { false }
        }
        await #expect {
            try await amazon(ScriptedTransport(.amazon("feed-document"), .json("", status: 403))).feeds?.report("R")
        } throws: {
            if case ConnectorError.transient = $0 { true } else { false }
        }
    }

    private static let packed =
        "H4sIAAAAAAACA6WSTW/CMAyG7/sVVi9cEKKlk2C3HiqENgrqQJuEUBUar0S0aZekIIb470v6IdB62IGe4tfx68eNL08A1h4JRWG9wAUsiWmKYkZ1"
        + "ZHm2/+nNl2/+UH+21QfriEKynJukMxga5QuR1rdH7vh5MnItuPaNKZOyRKkTGx1Bba3LmTqbyx9eGMyCqXGIc4pGsseuOzZChlKSpNI8pQTblQol"
        + "KJIkSIFIEJjikXAFRCAwHudZkaLCwV1tRWTrWB5K4zNfTxuuDokfhovwnmMydJzhH47eZkeU0jUoI4HfJRNItz1gBqaOQFMCzxXIsihShrSD49xw"
        + "Vr5nsqSdLiBZ1abb5EHqBkZEFONU/y4a0STa/2j7pEyJ0k/54BT/4d3RrPYI769r067kB56feMfcvZlPF4Gv3bX5tlonWWYZEed6SVGIXJjdGumC"
        + "ExGc8UQ2L974yaXIY33E1rfVvTjGQmE7SyvP+JGkrFJ11+vTLynI7s0ZAwAA"
}
