import Commerce
import ConnectorKit
import Foundation
import Testing
import Wire

@Suite("Every connector, reading orders")
struct OrderBehaviourTests {
    @Test("reads the good order that the others are made of", arguments: ChannelUnderTest.all)
    func good(channel: ChannelUnderTest) async throws {
        let order = try #require(try await channel.order { order, _ in order })
        #expect(order.state == .open && order.lines.first?.units == 2 && order.total.minor > 0)
    }

    @Test("tells of an order that cannot be read, and reads its neighbours", arguments: ChannelUnderTest.all)
    func neighbour(channel: ChannelUnderTest) async throws {
        let good = channel.dialect.order
        for broken in [good.without(channel.dialect.orderName), .text("nothing"), .array([]), .integer(7)] {
            let page = try await channel.ordered([good, broken, good])
            #expect(page.orders.count == 2 && page.unreadable.count == 1, "\(broken)")
        }
    }

    @Test("keeps the units of an order in a state that it does not know", arguments: ChannelUnderTest.all)
    func state(channel: ChannelUnderTest) async throws {
        for place in channel.dialect.orderStatus {
            let order = try await channel.order { order, _ in order.setting(place, .text("SOMETHING_NEW")) }
            if let order { #expect(order.state == .open || order.state == .unpaid) }
        }
    }

    @Test("tells of an order whose date is none", arguments: ChannelUnderTest.all)
    func date(channel: ChannelUnderTest) async throws {
        for date in [JSONValue.text("yesterday"), .text(""), .text("2026-13-45T99:00:00Z"), .object([:])] {
            let page = try await channel.ordered([
                channel.dialect.order, channel.dialect.order.setting(channel.dialect.created, date),
            ])
            #expect(page.orders.count == 1 && page.unreadable.count == 1, "\(date)")
        }
    }

    @Test("never counts less than one unit of a line", arguments: ChannelUnderTest.all)
    func units(channel: ChannelUnderTest) async throws {
        for units in [JSONValue.integer(0), .integer(-2), .decimal(0.5), .integer(.max), .text("many"), .null] {
            let order = try await channel.order { order, dialect in order.setting(dialect.units, units) }
            for line in order?.lines ?? [] { #expect(line.units >= 1 && line.units < 1_000_000_000, "\(units)") }
        }
    }

    @Test("reads an order that comes twice in a page as the same", arguments: ChannelUnderTest.all)
    func twice(channel: ChannelUnderTest) async throws {
        let page = try await channel.ordered([channel.dialect.order, channel.dialect.order])
        #expect(page.unreadable.isEmpty && Set(page.orders).count == 1)
    }

    @Test("reads a line whose SKU is missing by its listing", arguments: ChannelUnderTest.all)
    func noSKU(channel: ChannelUnderTest) async throws {
        guard channel.dialect.sku != nil else { return }
        for sku in [JSONValue.null, .text("")] {
            let order = try #require(try await channel.order { $0.setting($1.lineSKU, sku) })
            #expect(order.lines.first?.sku == nil && order.lines.first?.ref.listing.isEmpty == false)
        }
    }

    @Test("loses no order whose total cannot be read or is finer than its currency", arguments: ChannelUnderTest.all)
    func total(channel: ChannelUnderTest) async throws {
        for total in [JSONValue.null, .text("free"), .text("29.9512345"), .integer(-1)] {
            let page = try await channel.ordered([
                channel.dialect.order, channel.dialect.order.setting(channel.dialect.total, total),
            ])
            #expect(page.orders.count + page.unreadable.count == 2 && !page.orders.isEmpty, "\(total)")
        }
    }

    @Test("survives an order without lines", arguments: ChannelUnderTest.all)
    func noLines(channel: ChannelUnderTest) async throws {
        let order = try await channel.order { order, dialect in order.setting(dialect.lines, .array([])) }
        #expect(order?.lines.isEmpty ?? true)
    }

    @Test("keeps nothing about who bought, whatever the channel sends", arguments: ChannelUnderTest.all)
    func buyer(channel: ChannelUnderTest) async throws {
        let page = try await channel.ordered([
            channel.dialect.buyer.reduce(channel.dialect.order) { $0.setting([$1.key], $1.value) }
        ])
        #expect(page.orders.count == 1)
        #expect(!String(reflecting: page.orders).lowercased().contains("canary"))
    }

    @Test("passes over members that nobody knows", arguments: ChannelUnderTest.all)
    func stranger(channel: ChannelUnderTest) async throws {
        let good = try await channel.order { order, _ in order }
        let more = try await channel.order { order, _ in order.setting(["somethingNew"], .object(["a": .array([])])) }
        #expect(good == more)
    }

    @Test("says so where there is no such order", arguments: ChannelUnderTest.all)
    func gone(channel: ChannelUnderTest) async throws {
        let reader = try #require(try channel.connector(ScriptedTransport(always: channel.dialect.noOrder)).orders)
        #expect(try await reader.read("727").value == nil)
    }

    @Test("reads an empty page as one, and its end", arguments: ChannelUnderTest.all)
    func empty(channel: ChannelUnderTest) async throws {
        let page = try await channel.ordered([])
        #expect(page.orders.isEmpty && page.unreadable.isEmpty && page.next == nil)
    }

    @Test("asks for what changed since the time that was named", arguments: ChannelUnderTest.all)
    func since(channel: ChannelUnderTest) async throws {
        let transport = ScriptedTransport(always: channel.dialect.orders([]).step)
        // A whole second within the last hour: some channels look back two years only.
        let since = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 - 3_600).rounded(.down))
        _ = try await channel.connector(transport).orders?.page(nil, modifiedAfter: since)
        let call = try #require(transport.calls.first)
        let asked = (call.url.query(percentEncoded: false) ?? "") + call.text
        // Some name the second before, so as not to miss what changed within it.
        let times = [since, since.addingTimeInterval(-1)]
        #expect(
            times.contains { time in
                asked.contains(String(Int(time.timeIntervalSince1970)))
                    || asked.contains(String(time.formatted(.iso8601).dropLast()))
            }, "\(asked)")
    }
}
