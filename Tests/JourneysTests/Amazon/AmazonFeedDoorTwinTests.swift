import ConnectorKit
import Connectors
import Foundation
import Testing
import Twins

@Suite("Feeds between the Amazon connector and its twin")
struct AmazonFeedDoorTwinTests {
    private static let messages = ["MUG", "SHIRT-S", "A,B/C D"].enumerated().map {
        FeedMessage(number: $0 + 1, ref: OfferRef(listing: $1), quantity: 40 + $0)
    }

    private static func handedIn(_ fate: AmazonFeedFate = .whole) async throws -> (AmazonDoor, any FeedWriting, String)
    {
        let door = try await AmazonDoor()
        await door.shop.setFeeds(fate)
        let feeds = try #require(door.connector.feeds)
        return (door, feeds, try await feeds.submit(Self.messages).value)
    }

    @Test("quantities of any SKU are taken, worked through later and shown; what stands beside them stays")
    func whole() async throws {
        let (door, feeds, feed) = try await Self.handedIn()
        #expect(try await feeds.look(at: feed).value == .queued)
        await door.pass(31)
        guard case .ended(let id) = try await feeds.look(at: feed).value else { return #expect(Bool(false)) }
        let report = try await feeds.report(id).value
        #expect(report.refused.isEmpty && report.isWhole(of: 3))
        await door.pass(3)
        #expect(
            try await door.offers().filter { $0.key != "SHIRT" }.mapValues(\.quantity) == [
                "MUG": 40, "SHIRT-S": 41, "A,B/C D": 42,
            ])
        let availability = await door.shop.attribute("fulfillment_availability", of: "MUG")
        #expect(availability?.contains(#""lead_time_to_ship_max_days":2"#) == true)
    }

    @Test("a report that refuses some says which, and one that counts fewer proves none")
    func half() async throws {
        let (door, feeds, feed) = try await Self.handedIn(.everyThirdRefused)
        await door.pass(31)
        guard case .ended(let id) = try await feeds.look(at: feed).value else { return #expect(Bool(false)) }
        let report = try await feeds.report(id).value
        #expect(report.refused.keys.sorted() == [3] && report.isWhole(of: 3))
        #expect(report.refused[3]?.code == "8541" && report.refused[3]?.field == "fulfillment_availability")
        let (other, short, second) = try await Self.handedIn(.countedShort)
        await other.pass(31)
        guard case .ended(let counted) = try await short.look(at: second).value else { return #expect(Bool(false)) }
        #expect(try await short.report(counted).value.isWhole(of: 3) == false)
    }

    @Test(
        "a feed that does not end well is told as it is",
        arguments: [
            (AmazonFeedFate.cancelled, FeedProgress.cancelled), (.fatal, .broken), (.noReport, .broken),
            (.neverEnds, .underWay), (.neverBegins, .queued),
        ])
    func fates(fate: AmazonFeedFate, progress: FeedProgress) async throws {
        let (door, feeds, feed) = try await Self.handedIn(fate)
        await door.pass(31)
        #expect(try await feeds.look(at: feed).value == progress)
    }

    @Test("a feed that waits is taken back and changes nothing; one that is begun is not")
    func takenBack() async throws {
        let (door, feeds, feed) = try await Self.handedIn(.neverBegins)
        let before = try await door.offers().mapValues(\.quantity)
        await door.pass(1_700)
        _ = try await feeds.cancel(feed)
        #expect(try await feeds.look(at: feed).value == .cancelled)
        await door.pass(1_700)
        #expect(try await door.offers().mapValues(\.quantity) == before)
        let (other, begun, second) = try await Self.handedIn(.neverEnds)
        await other.pass(31)
        await #expect {
            _ = try await begun.cancel(second)
        } throws: {
            if case ConnectorError.refused = $0 { true } else { false }
        }
        #expect(try await begun.look(at: second).value == .underWay)
    }

    @Test("the sixth feed in five minutes is turned away, and has not happened")
    func limit() async throws {
        let (door, feeds, _) = try await Self.handedIn()
        for _ in 2...5 { _ = try await feeds.submit(Self.messages) }
        await #expect {
            try await feeds.submit(Self.messages)
        } throws: {
            if case ConnectorError.limited("createFeed", _) = $0 { true } else { false }
        }
        await door.pass(301)
        _ = try await feeds.submit(Self.messages)
    }
}
