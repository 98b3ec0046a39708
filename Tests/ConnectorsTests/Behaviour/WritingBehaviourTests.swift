import Commerce
import ConnectorKit
import Foundation
import Testing
import Wire

@Suite("Every connector, writing")
struct WritingBehaviourTests {
    @Test("calls nobody where there is nothing to change", arguments: ChannelUnderTest.all)
    func nothing(channel: ChannelUnderTest) async throws {
        let transport = ScriptedTransport()
        #expect(try await channel.connector(transport).offers?.write([]).value == [])
        #expect(transport.calls.isEmpty)
    }

    @Test("says of each change what became of it", arguments: ChannelUnderTest.all)
    func each(channel: ChannelUnderTest) async throws {
        let transport = ScriptedTransport(channel.dialect.written, then: .json("", status: 500))
        let results = try await channel.connector(transport).offers?.write([
            OfferChange(ref: channel.ref, quantity: 5)
        ])
        let result = try #require(results?.value.first)
        #expect(results?.value.count == 1 && result.ref == channel.ref)
        switch result.outcome {
        case .accepted, .submitted: break
        default: Issue.record("\(result)")
        }
        #expect(transport.calls.count == channel.dialect.written.count)
    }

    @Test("writes no price in a currency that the shop does not sell in", arguments: ChannelUnderTest.all)
    func currency(channel: ChannelUnderTest) async throws {
        let transport = ScriptedTransport(channel.beforeWrite + channel.dialect.written, then: .json("{}"))
        let change = OfferChange(ref: channel.ref, price: Money(minor: 4_321, currency: .eur))
        let results = try? await channel.connector(transport).offers?.write([change]).value
        if let results {
            for result in results {
                guard case .refused = result.outcome else {
                    Issue.record("\(result)")
                    continue
                }
            }
        }
        #expect(transport.calls.allSatisfy { !$0.text.contains("43.21") && !$0.text.contains("4321") })
    }

    @Test("puts no secret into an address, and none into a body", arguments: ChannelUnderTest.all)
    func secrets(channel: ChannelUnderTest) async throws {
        for question in Question.allCases {
            let transport = ScriptedTransport(channel.beforeWrite, then: channel.listings)
            _ = await question.error(channel, transport)
            for call in transport.calls {
                for secret in channel.secrets {
                    #expect(!call.url.absoluteString.contains(secret) && !call.text.contains(secret), "\(question)")
                }
            }
        }
    }

    @Test("speaks to its own shop, encrypted", arguments: ChannelUnderTest.all)
    func own(channel: ChannelUnderTest) async throws {
        var hosts: Set<String> = []
        for question in Question.allCases {
            let transport = ScriptedTransport(channel.beforeWrite, then: channel.listings)
            _ = await question.error(channel, transport)
            #expect(transport.calls.allSatisfy { $0.url.scheme == "https" })
            hosts.formUnion(transport.calls.compactMap { $0.url.host() })
        }
        #expect(hosts.count == 1)
    }

    @Test("says what a body is, and sends none where it only asks", arguments: ChannelUnderTest.all)
    func bodies(channel: ChannelUnderTest) async throws {
        for question in Question.allCases {
            let transport = ScriptedTransport(channel.beforeWrite, then: channel.listings)
            _ = await question.error(channel, transport)
            for call in transport.calls {
                let type = call.headers.first { $0.name.lowercased() == "content-type" }
                #expect((call.body ?? []).isEmpty ? call.method != "POST" || type != nil : type != nil, "\(question)")
                #expect(call.method != "GET" || (call.body ?? []).isEmpty)
            }
        }
    }

    @Test("writes no number that a header could be split with", arguments: ChannelUnderTest.all)
    func headers(channel: ChannelUnderTest) async throws {
        for question in Question.allCases {
            let transport = ScriptedTransport(channel.beforeWrite, then: channel.listings)
            _ = await question.error(channel, transport)
            for header in transport.calls.flatMap(\.headers) {
                #expect(!header.value.contains { $0.isNewline } && !header.name.isEmpty)
            }
        }
    }

    @Test("ends both requests of a change within the time of one", arguments: ChannelUnderTest.all)
    func deadline(channel: ChannelUnderTest) async throws {
        let transport = ScriptedTransport(channel.beforeWrite, then: .failure(.interrupted))
        _ = await Question.write.error(channel, transport)
        let all = transport.calls.reduce(Duration.zero) { $0 + $1.timeout }
        #expect(all > .zero && all <= .seconds(60))
    }

    @Test("ships whatever a carrier is called and whatever a number looks like", arguments: ChannelUnderTest.all)
    func carrier(channel: ChannelUnderTest) async throws {
        for (carrier, number) in [
            ("DHL \"Express\" & <Söhne>", "JD 1/2?x=1#é"), ("", "1"), ("📦", "00\\n1"), ("\u{0}", "1\r\n2"),
        ] {
            let transport = ScriptedTransport(always: channel.dialect.orders([channel.dialect.order]).step)
            let shipments = try #require(try channel.connector(transport).shipments)
            _ = try? await shipments.confirm(
                ShipmentNotice(
                    remoteOrderID: "727", tracking: Tracking(carrier: carrier, number: number),
                    shippedAt: Date(timeIntervalSince1970: 1_763_000_000)))
            for call in transport.calls where !(call.body ?? []).isEmpty {
                let type = call.headers.first { $0.name.lowercased() == "content-type" }?.value ?? ""
                #expect(type.contains("form") || call.json != nil)
            }
        }
    }
}
