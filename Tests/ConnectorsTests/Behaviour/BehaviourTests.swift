import ConnectorKit
import Foundation
import Testing
import Wire

/// What every connector does alike. Runs over all channels in `ChannelUnderTest.all`.
@Suite("Every connector")
struct BehaviourTests {
    static let bad: [(String, ScriptedTransport.Step)] = [
        ("HTML", .fixture("answer-html.html")),
        ("empty", .json("")),
        ("truncated", .fixture("answer-truncated.txt")),
        ("not UTF-8", .fixture("answer-not-utf8.txt")),
        ("another shape", .json("\"hello\"")),
        ("too large", .failure(.tooLarge)),
    ]

    @Test("calls an answer to a read that nobody can read unreadable", arguments: Question.reads, bad)
    func unreadable(question: Question, bad: (String, ScriptedTransport.Step)) async throws {
        for channel in ChannelUnderTest.all where try channel.answers(question) {
            let error = await question.error(channel, ScriptedTransport(always: bad.1))
            guard case .unreadable = error else {
                Issue.record("\(channel.testDescription): \(String(describing: error))")
                continue
            }
        }
    }

    @Test("does not know the outcome of a write whose answer nobody can read", arguments: bad)
    func unknown(bad: (String, ScriptedTransport.Step)) async throws {
        for channel in ChannelUnderTest.all {
            let error = await Question.write.error(channel, ScriptedTransport(channel.beforeWrite, then: bad.1))
            guard case .unknownOutcome = error else {
                Issue.record("\(channel.testDescription): \(String(describing: error))")
                continue
            }
        }
    }

    @Test(
        "does not know the outcome of a write after a time-out or a failing host",
        arguments: [500, 502, 504, 508, 524, 0])
    func unknownAfterFailure(status: Int) async throws {
        let step: ScriptedTransport.Step = status == 0 ? .failure(.interrupted) : .json("<html>", status: status)
        for channel in ChannelUnderTest.all {
            let write = await Question.write.error(channel, ScriptedTransport(channel.beforeWrite, then: step))
            let read = await Question.listings.error(channel, ScriptedTransport(always: step))
            guard case .unknownOutcome = write, case .transient = read else {
                Issue.record("\(channel.testDescription): \(String(describing: write)), \(String(describing: read))")
                continue
            }
        }
    }

    @Test("tries again later when nothing was sent", arguments: Question.allCases)
    func unreachable(question: Question) async throws {
        for channel in ChannelUnderTest.all where try channel.answers(question) {
            let error = await question.error(
                channel, ScriptedTransport(always: .failure(.unreachable("shop.example is gone"))))
            #expect(error == .transient("shop.example is gone"))
        }
    }

    @Test("asks to reconnect when the key is wrong or revoked", arguments: Question.allCases)
    func unauthorized(question: Question) async throws {
        for channel in ChannelUnderTest.all where try channel.answers(question) {
            let error = await question.error(
                channel, ScriptedTransport(always: .fixture("error-wrong-key", status: 401)))
            guard case .unauthorized = error else {
                Issue.record("\(channel.testDescription): \(String(describing: error))")
                continue
            }
        }
    }

    @Test("waits as long as the channel says", arguments: Question.allCases, [429, 503])
    func throttled(question: Question, status: Int) async throws {
        for channel in ChannelUnderTest.all where try channel.answers(question) {
            let step = ScriptedTransport.Step.json("slow down", status: status, headers: [("retry-after", "7")])
            #expect(
                await question.error(channel, ScriptedTransport(always: step)) == .throttled(retryAfter: .seconds(7)))
        }
    }

    static let troubles: [ScriptedTransport.Step] =
        bad.map(\.1) + [
            .failure(.interrupted), .failure(.unreachable("shop.example is gone")), .failure(.forbidden("no")),
            .json(
                #"{"code":"ck_0123456789abcdef","message":"key ck_0123456789abcdef cs_fedcba9876543210 of anna@example.com, +49 170 1234567, at https://shop.example/wp-json?oauth_signature=abc&_fields=id","data":{"status":400}}"#,
                status: 400),
            .json(
                "", status: 301,
                headers: [("location", "https://www.shop.example/?consumer_secret=cs_fedcba9876543210")]),
            .fixture("error-wrong-key", status: 401), .json("<h1>Forbidden</h1>", status: 403),
        ]

    @Test("shows no key, no query and no person in an error", arguments: Question.allCases)
    func canary(question: Question) async throws {
        for channel in ChannelUnderTest.all {
            for trouble in Self.troubles {
                let error = await question.error(channel, ScriptedTransport(always: trouble))
                let text = String(reflecting: error)
                for word in channel.secrets + ["anna", "1234567", "oauth_", "_fields", "cs_", "ck_0"] {
                    #expect(!text.contains(word))
                }
            }
        }
    }

    @Test("names the fields it wants and asks for nothing about a buyer", arguments: Question.allCases)
    func noBuyerFields(question: Question) async throws {
        for channel in ChannelUnderTest.all where try channel.answers(question) {
            let transport = ScriptedTransport(always: .json("[]"))
            _ = await question.error(channel, transport)
            #expect(!transport.calls.isEmpty)
            for call in transport.calls where !channel.namesFields {
                let asked = (call.url.query() ?? "") + channel.wish(call)
                for word in channel.buyerWords { #expect(!asked.contains(word)) }
            }
            for call in transport.calls where channel.namesFields {
                let fields = try #require(call.query["_fields"])
                #expect(!fields.isEmpty)
                for word in channel.buyerWords { #expect(!fields.contains(word)) }
            }
        }
    }

    @Test("gives every call a deadline and a limit")
    func limits() async throws {
        for channel in ChannelUnderTest.all {
            for question in Question.allCases {
                let transport = ScriptedTransport(always: .json("[]"))
                _ = await question.error(channel, transport)
                #expect(transport.calls.allSatisfy { $0.timeout > .zero && $0.timeout <= .seconds(120) })
                #expect(transport.calls.allSatisfy { $0.answerLimit > 0 && $0.answerLimit <= 32 << 20 })
            }
        }
    }

    @Test("works on after trouble: a connector remembers nothing")
    func stateless() async throws {
        for channel in ChannelUnderTest.all {
            let transport = ScriptedTransport([.failure(.interrupted)], then: channel.listings)
            let connector = try channel.connector(transport)
            _ = try? await connector.listings?.page(nil, modifiedAfter: nil)
            #expect(try await connector.listings?.page(nil, modifiedAfter: nil).value.offers.count == 1)
        }
    }

    @Test("describes itself completely")
    func manifest() {
        for channel in ChannelUnderTest.all {
            let manifest = channel.descriptor.manifest
            #expect(Set(manifest.fields.map(\.name)) == Set(channel.credentials.keys))
            #expect(manifest.fields.allSatisfy { !$0.help.isEmpty })
            #expect((manifest.writeBatch, manifest.readBatch) == channel.batch)
            #expect(manifest.patience > .zero && manifest.orderPollInterval > .zero)
        }
    }
}
