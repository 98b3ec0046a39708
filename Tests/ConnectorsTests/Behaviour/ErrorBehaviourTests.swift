import ConnectorKit
import Foundation
import Testing
import Wire

@Suite("Every connector, when something is wrong")
struct ErrorBehaviourTests {
    /// An error in every channel's envelope at once.
    private static func envelope(_ message: String, status: Int) -> ScriptedTransport.Step {
        let value: JSONValue = .object([
            "code": .text("rest_error"), "message": .text(message),
            "data": .object(["status": .integer(Int64(status))]),
            "error": .text(message),
            "errors": .array([.object(["code": .text("InternalFailure"), "message": .text(message)])]),
        ])
        let text = (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return .json(text, status: status)
    }

    private static func wait(_ error: ConnectorError?) -> Duration? {
        switch error {
        case .throttled(let wait), .limited(_, let wait): wait
        default: nil
        }
    }

    @Test("waits a while where the channel says too many and not for how long", arguments: ChannelUnderTest.all)
    func throttledWithoutWait(channel: ChannelUnderTest) async throws {
        for question in Question.allCases where try channel.answers(question) {
            let error = await question.error(channel, ScriptedTransport(always: .json("", status: 429)))
            let wait = try #require(Self.wait(error), "\(question): \(String(describing: error))")
            #expect(wait > .zero && wait <= .seconds(3_600))
        }
    }

    @Test(
        "waits neither for ever nor less than nothing, whatever Retry-After says", arguments: ChannelUnderTest.all,
        ["-5", "soon", "99999999999", "99999999999999999999999", "Sun, 06 Nov 1994 08:49:37 GMT", "1e9", ""])
    func strangeWait(channel: ChannelUnderTest, text: String) async throws {
        let step = ScriptedTransport.Step.json("", status: 429, headers: [("retry-after", text)])
        let wait = try #require(Self.wait(await Question.listings.error(channel, ScriptedTransport(always: step))))
        #expect(wait >= .zero && wait <= .seconds(86_400))
    }

    @Test("follows nobody to another address", arguments: ChannelUnderTest.all, [301, 302, 303, 307, 308])
    func redirect(channel: ChannelUnderTest, status: Int) async throws {
        for question in Question.allCases where try channel.answers(question) {
            let transport = ScriptedTransport(
                always: .json("", status: status, headers: [("location", "https://elsewhere.example/?a=1")]))
            let error = await question.error(channel, transport)
            guard case .refused("redirected", "address", _)? = error else {
                Issue.record("\(question): \(String(describing: error))")
                continue
            }
            #expect(transport.calls.allSatisfy { $0.url.host() != "elsewhere.example" })
        }
    }

    @Test("tries a read again, and doubts a write, that a gateway gave up on", arguments: ChannelUnderTest.all)
    func gaveUp(channel: ChannelUnderTest) async throws {
        let step = ScriptedTransport.Step.json("", status: 408)
        guard case .transient = await Question.listings.error(channel, ScriptedTransport(always: step)),
            case .unknownOutcome = await Question.write.error(
                channel, ScriptedTransport(channel.beforeWrite, then: step))
        else {
            Issue.record("neither")
            return
        }
    }

    @Test("asks a person about a firewall's page, and does not wait for it to pass", arguments: ChannelUnderTest.all)
    func firewall(channel: ChannelUnderTest) async throws {
        for question in Question.reads where try channel.answers(question) {
            let error = await question.error(
                channel, ScriptedTransport(always: .json("<html>Request blocked</html>", status: 403)))
            guard case .refused = error else {
                Issue.record("\(question): \(String(describing: error))")
                continue
            }
        }
    }

    @Test("takes an error inside of a good answer for one, and no shop for empty", arguments: ChannelUnderTest.all)
    func errorInside(channel: ChannelUnderTest) async throws {
        var step = Self.envelope("Something failed", status: 500)
        if case .reply(var reply) = step {
            reply.status = 200
            step = .reply(reply)
        }
        for question in Question.reads where try channel.answers(question) && question != .readOffers {
            #expect(await question.error(channel, ScriptedTransport(always: step)) != nil, "\(question)")
        }
    }

    @Test("takes an answer without a body for none", arguments: ChannelUnderTest.all, [200, 204])
    func noBody(channel: ChannelUnderTest, status: Int) async throws {
        for question in [Question.listings, .orders, .readOffers] {
            #expect(await question.error(channel, ScriptedTransport(always: .json("", status: status))) != nil)
        }
    }

    @Test(
        "asks once: whether and when it is tried again is for others to say", arguments: ChannelUnderTest.all,
        [429, 500, 503])
    func once(channel: ChannelUnderTest, status: Int) async throws {
        for question in [Question.listings, .readOffers, .orders, .readOrder] {
            let transport = ScriptedTransport(always: .json("", status: status))
            _ = await question.error(channel, transport)
            #expect(transport.calls.count == 1, "\(question)")
        }
        let transport = ScriptedTransport(channel.beforeWrite, then: .json("", status: status))
        _ = await Question.write.error(channel, transport)
        #expect(transport.calls.count == channel.beforeWrite.count + 1)
    }

    @Test("keeps what a channel writes short", arguments: ChannelUnderTest.all)
    func short(channel: ChannelUnderTest) async throws {
        let step = Self.envelope(String(repeating: "very long ", count: 100_000), status: 400)
        for question in Question.allCases where try channel.answers(question) {
            let error = await question.error(channel, ScriptedTransport(always: step))
            #expect(error != nil && String(reflecting: error).count < 700, "\(question)")
        }
    }

    @Test("lets no control character through that a channel writes", arguments: ChannelUnderTest.all)
    func control(channel: ChannelUnderTest) async throws {
        let step = Self.envelope("no\u{0}\nERROR forged\u{1B}[2J\u{202E}", status: 400)
        for question in Question.allCases where try channel.answers(question) {
            let error = await question.error(channel, ScriptedTransport(always: step))
            guard case .refused(_, _, let message)? = error else { continue }
            #expect(
                message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }, "\(question)")
        }
    }

    @Test("survives brackets without end", arguments: ChannelUnderTest.all, [200, 400])
    func deep(channel: ChannelUnderTest, status: Int) async throws {
        let step = ScriptedTransport.Step.json(String(repeating: "[", count: 100_000), status: status)
        for question in Question.reads where try channel.answers(question) {
            #expect(await question.error(channel, ScriptedTransport(always: step)) != nil)
        }
    }

    @Test("reads past a byte order mark and white space", arguments: ChannelUnderTest.all, ["\u{FEFF}", "\n\r\n  \t"])
    func mark(channel: ChannelUnderTest, mark: String) async throws {
        guard case .reply(let reply) = channel.listings else {
            Issue.record("no listings")
            return
        }
        let text = mark + String(decoding: reply.body, as: UTF8.self)
        let page = try await channel.connector(ScriptedTransport(always: .json(text))).listings?.page(
            nil, modifiedAfter: nil)
        #expect(page?.value.offers.count == 1)
    }

    @Test("tells a refused change by its channel's reason, and doubts nothing", arguments: ChannelUnderTest.all)
    func refusedWrite(channel: ChannelUnderTest) async throws {
        let transport = ScriptedTransport(channel.beforeWrite, then: Self.envelope("Quantity is odd", status: 400))
        let error = await Question.write.error(channel, transport)
        guard case .refused(_, _, let message)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!message.isEmpty)
    }

    @Test(
        "keeps its channel's clock from answers, and survives one that is nonsense", arguments: ChannelUnderTest.all,
        [("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777.0), ("yesterday", nil), ("", nil)] as [(String, Double?)])
    func clock(channel: ChannelUnderTest, date: (String, Double?)) async throws {
        guard case .reply(var reply) = channel.listings else {
            Issue.record("no listings")
            return
        }
        reply.headers.append((name: "Date", value: date.0))
        let page = try await channel.connector(ScriptedTransport(always: .reply(reply))).listings?.page(
            nil, modifiedAfter: nil)
        #expect(page?.channelTime == date.1.map { Date(timeIntervalSince1970: $0) })
    }
}
