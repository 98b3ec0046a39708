import Commerce
import ConnectorKit
import Connectors
import Foundation
import Synchronization
import Testing
import Twins
import Wire

@Suite("A large Shopify shop, read at once")
struct ShopifyBulkTwinTests {
    /// Titles in which a piece of the file may end.
    private static let goods = (1...180).map { index in
        TwinProduct(
            sku: "S-\(index)", name: "Ring 💍 \"\(index)\"\\ טבעת", price: "12.50", stock: index % 9,
            parent: index % 3 == 0 ? nil : "P-\(index / 3)", parentName: "Ring 💍 of two",
            options: index % 3 == 0 ? nil : [TwinOption("Size", "\(index % 3)")])
    }

    /// - Parameter changing: What becomes of each good answer on its way.
    private static func open(
        changing: @escaping @Sendable (String) -> String = { $0 }
    ) async throws -> ShopifyDoor {
        try await ShopifyDoor(goods: Self.goods, bulkThreshold: 50, filePiece: 20_000, changing: changing)
    }

    /// What a reading took.
    private struct Reading {
        var offers: [RemoteOffer] = []
        var unreadable: [UnreadableRecord] = []
        var pages = 0
        /// Seconds that the channel asked to wait.
        var waited = 0.0
    }

    /// Reads on, as an engine does that waits where it is asked to.
    private static func read(
        _ door: ShopifyDoor, from token: PageToken? = nil, modifiedAfter: Date? = nil, pages most: Int = .max,
        fresh: Bool = false
    ) async throws -> (Reading, next: PageToken?) {
        var (reading, token) = (Reading(), token)
        repeat {
            // A connector that remembers nothing, as after a kill.
            let connector = fresh ? try await door.fresh() : door.connector
            let reader = try #require(connector.listings)
            let (found, pause) = try await Self.page(reader, token, modifiedAfter)
            await door.pass(pause)
            guard let page = found else { continue }
            reading.offers += page.offers
            reading.unreadable += page.unreadable
            reading.pages += 1
            let wait = (page.wait ?? .zero) / .seconds(1)
            reading.waited += wait
            await door.pass(wait + 8)
            token = page.next
        } while token != nil && reading.pages < most
        return (reading, token)
    }

    /// A page, or how many seconds later to ask again.
    private static func page(
        _ reader: any ListingReading, _ token: PageToken?, _ modifiedAfter: Date?
    ) async throws -> (ListingPage?, pause: Double) {
        do throws(ConnectorError) {
            return (try await reader.page(token, modifiedAfter: modifiedAfter).value, 0)
        } catch {
            switch error {
            case .transient: return (nil, 1)
            case .throttled(let wait): return (nil, wait / .seconds(1))
            default: throw error
            }
        }
    }

    private static func calls(_ door: ShopifyDoor, _ name: String) -> Int {
        door.line.calls.count { $0.contains("\"operationName\":\"\(name)\"") }
    }

    @Test(
        "all variants come once, as pages would have brought them, whether the connector remembers or not",
        arguments: [false, true])
    func whole(fresh: Bool) async throws {
        let door = try await Self.open()
        let (paged, _) = try await Self.read(door, modifiedAfter: Date(timeIntervalSince1970: 0))
        #expect(paged.offers.count == 180 && paged.pages == 2)
        let (bulk, _) = try await Self.read(door, fresh: fresh)
        let known = Dictionary(bulk.offers.map { ($0.ref, $0) }, uniquingKeysWith: { $1 })
        #expect(known.count == 180 && paged.offers.allSatisfy { known[$0.ref] == $0 })
        #expect(bulk.unreadable == [] && bulk.waited >= 5)
        #expect(Self.calls(door, "StartBulk") == 1)
        #expect(door.line.calls.count { $0.hasPrefix("GET") } >= 3)
        #expect(door.line.calls.count { $0.hasPrefix("GET") } + Self.calls(door, "OneBulk") < 20)
    }

    @Test(
        "where another reading is under way, or this one fails or never ends, pages bring the rest",
        arguments: [0, 1, 2])
    func pages(trouble: Int) async throws {
        let door = try await Self.open()
        switch trouble {
        case 0:
            await door.shop.setBulk(.neverEnds)
            #expect(
                try await door.ask(
                    "mutation { bulkOperationRunQuery(query: \"{ products { edges { node { id } } } }\") { userErrors { message } } }"
                ).contains("\"userErrors\":[]"))
        case 1: await door.shop.setBulk(.fails)
        default: await door.shop.setBulk(.neverEnds)
        }
        let (reading, _) = try await Self.read(door)
        #expect(Set(reading.offers.map(\.ref)).count == 180)
        #expect(door.line.calls.count { $0.hasPrefix("GET") } == 0 && Self.calls(door, "Listings") == 2)
        #expect(Self.calls(door, "OneBulk") < 60)
        #expect(trouble == 2 ? reading.waited > 1_000 : reading.waited < 60)
    }

    @Test("where the answer to its start is lost, the one that is running is taken up")
    func adopted() async throws {
        let losing = Mutex(true)
        let door = try await Self.open { text in
            let isLost =
                text.contains("bulkOperationRunQuery")
                && losing.withLock { armed in
                    defer { armed = false }
                    return armed
                }
            return isLost ? #"{"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}"# : text
        }
        let (reading, _) = try await Self.read(door)
        #expect(Set(reading.offers.map(\.ref)).count == 180)
        #expect(Self.calls(door, "StartBulk") == 2 && Self.calls(door, "Bulks") == 1)
        #expect(Self.calls(door, "Listings") == 1 && door.line.calls.count { $0.hasPrefix("GET") } > 0)
    }

    @Test("a file that comes whole, whatever part is asked for, is read all the same")
    func wholeFile() async throws {
        let door = try await Self.open()
        await door.shop.setBulk(.completes, ignoresRanges: true)
        let (reading, _) = try await Self.read(door)
        #expect(Set(reading.offers.map(\.ref)).count == 180 && Self.calls(door, "Listings") == 1)
    }

    @Test("a line that is none spoils none of its neighbours, and is named by its place")
    func brokenLine() async throws {
        let door = try await Self.open { $0.replacing(#""sku":"S-177""#, with: "\"sku\":#S-177#") }
        let (reading, _) = try await Self.read(door)
        #expect(Set(reading.offers.map(\.ref)).count == 179)
        #expect(reading.unreadable.count == 1 && reading.unreadable[0].place.contains("byte"))
    }

    @Test("the twin writes what hangs below an object behind it, with its parent's id, and runs one at a time")
    func nested() async throws {
        let door = try await Self.open()
        let start =
            "mutation { bulkOperationRunQuery(query: \"{ products { edges { node { id title variants { edges { node { id sku } } } } } } }\") { bulkOperation { id status } userErrors { code } } }"
        #expect(try await door.ask(start).contains("RUNNING"))
        #expect(try await door.ask(start).contains("OPERATION_IN_PROGRESS"))
        await door.pass(10)
        let said = try await door.ask(
            "{ bulkOperations(first: 1) { nodes { status objectCount rootObjectCount url } } }")
        #expect(said.contains("COMPLETED") && said.contains("\"objectCount\":\"300\""))
        #expect(said.contains("\"rootObjectCount\":\"120\""))
        let address = try #require(said.firstMatch(of: /"url":"([^"]+)"/)?.1)
        let url = try #require(URL(string: String(address)))
        let file = try await door.line.send(HTTPCall("GET", url))
        let lines = String(decoding: file.body, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 300 && lines[0].contains("title") && !lines[0].contains("variants"))
        #expect(lines[1].contains("\"__parentId\":\"gid") && lines.count { $0.contains("__parentId") } == 180)
    }

    @Test("a large shop is read in a fraction of the time and of the calls that its pages would take")
    func measured() async throws {
        let goods = (1...2_000).map { TwinProduct(sku: "S-\($0)", name: "Ring \($0)", price: "12.50", stock: 3) }
        func took(_ modifiedAfter: Date?) async throws -> (calls: Int, seconds: Double) {
            let door = try await ShopifyDoor(goods: goods)
            let reader = try #require(door.connector.listings)
            let begun = door.time.date
            var (token, seen): (PageToken?, Set<OfferRef>) = (nil, [])
            repeat {
                let (found, pause) = try await Self.page(reader, token, modifiedAfter)
                if let page = found {
                    seen.formUnion(page.offers.map(\.ref))
                    token = page.next
                }
                let wait = found.map { ($0.wait ?? .milliseconds(300)) / .seconds(1) }
                await door.pass(wait ?? pause)
            } while token != nil || seen.isEmpty
            #expect(seen.count == goods.count)
            return (door.line.calls.count, door.time.date.timeIntervalSince(begun))
        }
        let paged = try await took(Date(timeIntervalSince1970: 0))
        let bulk = try await took(nil)
        print("2,000 variants: pages \(paged), at once \(bulk)")
        #expect(bulk.calls * 2 < paged.calls && bulk.seconds * 3 < paged.seconds)
    }
}
