import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Synchronization
import Testing
import Workbench

@testable import Operations

@Suite("Importing a catalogue")
struct CatalogueImportTests {
    static func file(_ rows: [String]) -> [UInt8] { Array(rows.joined(separator: "\n").utf8) }

    static let header = "sku,title,product,price,currency,quantity,buffer,policy,location,bundle"

    @Test("everything a file says is taken, and saying it again changes nothing", arguments: Engine.available)
    func twice(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let file = Self.file([
            Self.header, "SET,Box,box,30.00,EUR,,,,,A:2|B:1", "A,Ring,ring,10.00,EUR,8,1,guaranteed,,",
            "B,Bowl,bowl,20.00,EUR,5,,,Back,",
            "C,Pdf,pdf,3.00,EUR,,,,,",
        ])
        let first = try await ImportCatalogue(bytes: file, source: "mine.csv").run(desk)
        #expect(first.state == "finished")
        #expect(first.created == 4)
        #expect(first.done == first.total)
        let rows = try await ListStock().run(desk).rows
        #expect(rows.map(\.sku) == ["A", "B", "C", "SET"])
        #expect(rows.map(\.available) == [7, 5, 0, 3])
        #expect(rows[0].policy == "guaranteed")
        #expect(rows[2].isCounted == false)
        #expect(rows[3].isBundle)
        #expect(try await ListLocations().run(desk).map(\.name) == ["Main", "Back"])
        let again = try await ImportCatalogue(bytes: file, source: "mine.csv").run(desk)
        #expect(again.unchanged == 4)
        #expect(again.created + again.updated == 0)
        #expect(try await WhyStock(sku: "A").run(desk).ledger.count == 1)
        #expect(try await ListImports().run(desk).count == 2)
        #expect(try await Books.check(desk).isRight)
    }

    @Test("a changed file books differences, and what it leaves out stays", arguments: Engine.available)
    func changed(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        _ = try await ImportCatalogue(
            bytes: Self.file([Self.header, "A,Ring,ring,10.00,EUR,8,1,guaranteed,,"]), source: "one.csv"
        ).run(desk)
        hall.clock.advance(by: 1)
        let again = try await ImportCatalogue(
            bytes: Self.file(["sku,title,quantity", "A,Ring of gold,6"]), source: "two.csv"
        ).run(desk)
        #expect(again.updated == 1)
        let row = try #require(try await ListStock().run(desk).rows.first)
        #expect(row.title == "Ring of gold")
        #expect(row.price?.minor == 1_000)
        #expect(row.policyIsOwn)
        #expect(row.buffer == 1)
        #expect(try await WhyStock(sku: "A").run(desk).ledger.map(\.change) == [-2, 8])
    }

    @Test("a bad row stops no other, and says where, why and what to do", arguments: Engine.available)
    func badRows(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let file = Self.file([
            Self.header, "A,Ring,ring,ten,EUR,8,,,,", "A2,Bowl,bowl,20.00,EUR,5,,,,", "A2,Twice,x,20.00,EUR,5,,,,",
            "S,Set,set,20.00,EUR,,,,,A2:1|NOWHERE:1", "short,row",
        ])
        let run = try await ImportCatalogue(bytes: file, source: "bad.csv").run(desk)
        #expect(run.created == 1)
        #expect(run.refused == 4)
        let issues = try await ImportIssues(run: run.id).run(desk)
        #expect(issues.filter { $0.severity == "refusal" }.map(\.row).sorted() == [2, 4, 5, 6])
        #expect(issues.contains { $0.code == "bundle.part_unknown" && $0.column == "bundle" })
        #expect(issues.allSatisfy { !$0.sentence.isEmpty && !$0.wayOut.isEmpty })
        #expect(try await ImportIssues().run(desk) == issues)
    }

    @Test(
        "what is no catalogue at all is refused as a file",
        arguments: [
            ("", "file.empty"), ("a,b\n1,2", "file.unknown_columns"), ("%PDF-1.4 x", "file.other_kind"),
        ])
    func badFile(text: String, code: String) async throws {
        let hall = try await Hall(.sqlite)
        let desk = try await hall.workspace()
        let error = await #expect(throws: OperationError.self) {
            try await ImportCatalogue(bytes: Array(text.utf8), source: "x.csv").run(desk)
        }
        #expect(error?.code == code)
        #expect(try await ListImports().run(desk).isEmpty)
    }

    @Test("a file that would empty the shelves or give goods away is held", arguments: Engine.available)
    func braked(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        func rows(_ price: String, _ units: Int) -> [UInt8] {
            Self.file([Self.header] + (1...30).map { "S\($0),Thing,t\($0),\(price),EUR,\(units),,,," })
        }
        _ = try await ImportCatalogue(bytes: rows("10.00", 5), source: "s.csv").run(desk)
        let zeros = await #expect(throws: OperationError.self) {
            try await ImportCatalogue(bytes: rows("10.00", 0), source: "s.csv").run(desk)
        }
        #expect(zeros == .planBraked(["30 of 30 offers would go to zero at once."]))
        let cheap = await #expect(throws: OperationError.self) {
            try await ImportCatalogue(bytes: rows("1.00", 5), source: "s.csv").run(desk)
        }
        #expect(cheap?.code == "plan.braked")
        #expect(try await ListStock(limit: 1).run(desk).rows.first?.onHand == 5)
        let released = try await ImportCatalogue(bytes: rows("10.00", 0), source: "s.csv", releaseBrake: true).run(desk)
        #expect(released.updated == 30)
    }

    @Test("progress is told after each transaction", arguments: Engine.available)
    func progress(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let told = Mutex<[Int]>([])
        let file = Self.file([Self.header] + (1...120).map { "S\($0),Thing,t,1.00,EUR,1,,,," })
        _ = try await ImportCatalogue(bytes: file, source: "s.csv").run(desk) { run in
            told.withLock { $0.append(run.done) }
        }
        #expect(told.withLock { $0 } == [50, 100, 120, 120])
    }

    @Test("new parts of a bundle hold what the bundle owes", arguments: Engine.available)
    func bundleParts(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,", "B,Bowl,10.00,8,", "SET,Set,20.00,,A:2"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "SET")])
        hall.clock.advance(by: 60)
        try await desk.takeIn(.of("100", "1", at: hall.clock.now), of: shop)
        #expect(try await WhyStock(sku: "A").run(desk).open == 2)
        try await hall.catalogue(desk, ["SET,Set,20.00,,A:1|B:3"])
        #expect(try await WhyStock(sku: "A").run(desk).open == 1)
        #expect(try await WhyStock(sku: "B").run(desk).open == 3)
        #expect(try await Books.check(desk).isRight)
    }

    @Test(
        "the sample files of Shopify and WooCommerce come in, with every odd row explained",
        .enabled(if: Samples.areExpected), arguments: Engine.available, Samples.names)
    func samples(engine: Engine, name: String) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let bytes = try Samples.bytes(name)
        let run = try await ImportCatalogue(bytes: bytes, source: name).run(desk)
        #expect(run.state == "finished")
        #expect(run.created > 0)
        #expect(run.done == run.total)
        let refused = try await ImportIssues(run: run.id).run(desk).filter { $0.severity == "refusal" }
        #expect(Set(refused.map(\.row)).count == run.refused)
        let again = try await ImportCatalogue(bytes: bytes, source: name).run(desk)
        #expect(again.created + again.updated == 0)
        #expect(try await Books.check(desk).isRight)
    }
}
