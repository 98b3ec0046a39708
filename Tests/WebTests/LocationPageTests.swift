import Commerce
import Foundation
import HTTPTypes
import HummingbirdTesting
import Operations
import Records
import Store
import Testing
import Workbench

@Suite("Pages of locations")
struct LocationPageTests {
    /// A site with goods at one place, none at another, and some that the shop's channel keeps itself.
    private static func site(_ engine: Engine) async throws -> OpenSite {
        let site = try await OpenSite(engine)
        let desk = site.desk
        _ = try await CreateLocation(name: "Attic & cellar").run(desk)
        let csv = "sku,title,price,quantity\nAAA-1,A <b> lamp,12.50,5\nAAA-2,Another lamp,12.50,3\n"
        _ = try await ImportCatalogue(bytes: Array(csv.utf8), source: "lamps.csv").run(desk)
        let connection = site.connection.id
        try await desk.write { db in
            var reading = KeptReading(dueAt: desk.now)
            reading.readAt = desk.now
            try KeptStockRecords.save(db, connection: connection, reading)
            try KeptStockRecords.save(
                db,
                ["GIFT", "HAT"].map { listing in
                    KeptStockRecord(
                        connection: connection, listing: listing, title: "A \(listing)", sellable: 17, reserved: 4,
                        incoming: 6, unsellable: 1, changedAt: nil, readAt: desk.now)
                })
        }
        return site
    }

    @Test(
        "whoever may look sees each place with what lies there, and what a channel keeps apart from it",
        arguments: Engine.available)
    func locations(engine: Engine) async throws {
        let site = try await Self.site(engine)
        try await site.member("ada@example.org", "analyst")
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            let list = try await browser.get("/locations").text
            let links = list.matches(of: /href="(\/locations\/[^"]+)"/).map { String($0.output.1) }
            #expect(links.count == 3 && list.contains("Attic &amp; cellar") && list.contains("is in no other number"))
            #expect(list.contains(#"data-label="Units" class="n">34<"#))
            let main = try await browser.get(links[0]).text
            #expect(main.contains(#"href="/sku/AAA-1""#) && main.contains("A &lt;b&gt; lamp"))
            #expect(main.contains(#"data-label="On hand" class="n">5<"#))
            let attic = try await browser.get(links[1]).text
            #expect(attic.contains("Nothing lies here"))
            let kept = try await browser.get(links[2]).text
            #expect(kept.contains("GIFT") && kept.contains("not linked") && kept.contains("can only be read here"))
            #expect(kept.contains(#"data-label="To sell" class="n">17<"#))
            for link in [links[0], links[2]] {
                let first = try await browser.get(link + "?limit=1").text
                let next = try #require(first.firstMatch(of: /rel="next" href="([^"]+)"/)?.output.1)
                let rest = try await browser.get(String(next)).text
                let names = link == links[0] ? ["AAA-1", "AAA-2"] : ["A GIFT", "A HAT"]
                #expect(first.contains(names[0]) && !first.contains(names[1]))
                #expect(!rest.contains(names[0]) && rest.contains(names[1]))
            }
            #expect(try await browser.get("/locations/none").status == .notFound)
        }
    }
}
