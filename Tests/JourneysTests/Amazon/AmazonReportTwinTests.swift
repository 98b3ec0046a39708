import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Twins
import Wire

@Suite("More listings than a search shows, at the Amazon twin")
struct AmazonReportTwinTests {
    /// 1,030 made within one second, and one a minute later.
    private static func door() async throws -> AmazonDoor {
        let door = try await AmazonDoor(
            goods: (1...1_030).map { TwinProduct(sku: "S\($0)", name: "Piñata 白 \($0)", price: "1.00", stock: 1) })
        await door.pass(60)
        await door.shop.fill([TwinProduct(sku: "LATER", name: "Later", price: "2.00", stock: 2)])
        return door
    }

    /// Every offer, as the hub reads them: waiting where it is told to. Each wait is followed by a hub that was started anew: it has fresh
    /// tokens, and knows the page token alone.
    private static func read(_ door: AmazonDoor) async throws -> (skus: Set<String>, troubles: [String]) {
        var reader = try #require(door.connector.listings)
        var (skus, troubles, token): (Set<String>, [String], PageToken?) = ([], [], nil)
        repeat {
            let page = try await reader.page(token, modifiedAfter: nil).value
            skus.formUnion(page.offers.compactMap(\.sku))
            #expect(page.offers.allSatisfy { $0.title.hasPrefix("Piñata 白") || $0.sku == "LATER" })
            troubles += page.unreadable.map(\.place)
            token = page.next
            guard let wait = page.wait else {
                await door.pass(1)
                continue
            }
            await door.pass(wait / .seconds(1))
            reader = try #require(try await AmazonDoor.connector(of: door, queue: "entrepot").listings)
        } while token != nil
        return (skus, troubles)
    }

    @Test("all are read, packed or not, with their true titles", arguments: [AmazonReportFate.whole, .plain])
    func all(fate: AmazonReportFate) async throws {
        let door = try await Self.door()
        await door.shop.setReports(fate, seconds: 100)
        let read = try await Self.read(door)
        #expect(read.skus.count == 1_031 && read.troubles == [])
        #expect(await door.shop.book.calls["reports.create"]?.total == 1)
        #expect(await door.shop.book.calls["reports.document"]?.total == 1)
    }

    @Test(
        "where none comes the rest is read by searching, and what is missing is said",
        arguments: [
            AmazonReportFate.cancelled, .fatal, .neverEnds, .noDocument, .packedAndCut, .otherColumns,
        ])
    func none(fate: AmazonReportFate) async throws {
        let door = try await Self.door()
        await door.shop.setReports(fate)
        let read = try await Self.read(door)
        #expect(read.skus.count == 1_001 && read.skus.contains("LATER") && read.troubles.count == 1)
        #expect(await door.shop.book.calls["reports.create"]?.total == 1)
    }

    @Test("of one that is half written, that half is read, and the row that is cut is told")
    func half() async throws {
        let door = try await Self.door()
        await door.shop.setReports(.cut)
        let read = try await Self.read(door)
        #expect(read.skus.contains("LATER") && read.skus.count >= 1_001)
        #expect(read.troubles == ["report of listings"])
    }

    @Test("without the right to reports the rest is read by searching")
    func withoutRight() async throws {
        let door = try await Self.door()
        await door.shop.setReportRight(false)
        let read = try await Self.read(door)
        #expect(read.skus.count == 1_001 && read.troubles.count == 1)
    }
}
