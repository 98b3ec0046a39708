import ArgumentParser
import Foundation
import Testing

@testable import Hub

@Suite("The command line")
struct CommandTests {
    @Test(
        "reads",
        arguments: [
            "serve", "serve --web-only --port 9000", "work --workers 2", "migrate",
            "migrate --owner-url postgres://o@h/d --app-role r",
            "twins --shops 2 --etsy 1 --seed demo --port 0 --env FILE --state FILE --faults", "doctor --json",
            "doctor --offline", "settings",
            "workspace create Atelier --currency EUR --policy shared", "workspace list --json",
            "workspace policy guaranteed --buffer 1", "workspace authority hub",
            "connection add Kiel --address https://k.example --key ck_1 --secret-stdin", "connection list --json",
            "connection pause Kiel", "connection resume Kiel", "connection reconnect Kiel --key ck_2 --secret-stdin",
            "connection add Etta --channel etsy --no-browser", "connection add Etta --channel etsy --paste",
            "connection reconnect Etta --listen 9000 --no-browser", "connection authorize",
            "connection set-webhook-secret Etta --secret-stdin", "connection import Kiel", "connection sync",
            "connection sync Kiel",
            "connection price-rule Kiel --percent 10 --ending 0.99", "connection price-rule Kiel --none",
            "import goods.csv --format shopify --currency EUR --release-brake", "import list --json",
            "import issues ID --json",
            "mapping list --mapping ambiguous --json", "mapping link Kiel 12/34 RING-7", "mapping unlink Kiel 12",
            "mapping ignore Kiel 12", "mapping create Kiel 12 --sku RING-7 --adopt-stock", "mapping create Kiel --all",
            "plan go-live Kiel", "plan prices RING-7=12.50", "plan prices --percent 5 --search RING",
            "plan stock RING-7=3",
            "plan list --json", "plan show ID --json", "plan apply ID --release-brake", "plan undo ID",
            "plan discard ID",
            "stock list --differing --json", "stock set RING-7 3", "stock adjust RING-7 --by -2 --note broken",
            "stock transfer RING-7 2 --from A --to B", "stock buffer RING-7 1", "stock why RING-7 --json",
            "stock adopt Kiel", "stock oversold", "stock oversold RING-7 --json", "price set RING-7 12.50",
            "policy set RING-7 inherit", "location list --json", "location create Shelf", "order list --json",
            "order show 731 --json", "order ship 731 --carrier DHL --tracking 1Z",
            "order cancel Kiel/731 --reason customer --no-restock --keep-money --dry-run",
            "order cancel 731 --reason stock --yes --json", "order refund Kiel/731 --dry-run",
            "order refund 731 --line RING-7=1 --line 12=2 --restock --no-shipping --refunded-before 0.00 --yes",
            "order refund 731 --amount 5.00 --by-hand --reason late --yes --json",
            "offer list --all --json", "finance list --connection Amy --order 902-1 --limit 5 --json",
            "diagnostic list --connection Kiel --kind off-sale --after x --limit 5 --json",
            "offer retry Kiel 12", "brake list --json", "brake release Kiel", "event list --sku RING-7 --json",
            "member setup", "member create ada@example.org --name Ada --role owner --workspace Atelier",
            "member invite bo@example.org --role analyst --by-hand --buyer-data", "member list --json",
            "member role bo@example.org admin", "member remove bo@example.org",
            "member reset ada@example.org --without-second-factor",
            "token create shop --workspace Atelier", "token revoke shop", "token list --json",
            "token create till --workspace Atelier --owner ada@example.org --role analyst",
            "token hand-over till bo@example.org --workspace Atelier",
            "workspace suspend Atelier --reason Invoices", "workspace resume Atelier", "workspace export",
            "listing choices Crafts categories --search ring --json", "listing choices Crafts properties --of 7",
            "listing create Crafts RING-7 --category 7 --who-made i_did --when-made made_to_order --tags a,b --goods both",
            "listing create Mia TEE-S --grams 180", "listing choices Mia publications", "listing end Mia 12",
            "listing publish Mia 12 --publication 7 --publication 8", "listing deactivate Mia 12 --publication 7",
            "listing image Mia 12 --url https://pictures.example/tee.jpg --alt Tee", "listing pictures Mia 12 --json",
            "listing create Amy BAG-1 --category LUGGAGE --attribute brand=Acme --attribute a=b=c --bullet Light",
            "listing search Amy steel bottle --limit 40 --json",
            "listing search Amy --ean 4006381333931 --ean 5901234123457",
            "listing search Amy --asin B07N4M94X4", "listing create Amy BOTTLE-1 --asin B07N4M94X4 --price 19.90",
            "listing end Amy BAG-1 --yes", "listing edit Amy BAG-1 --image https://example.com/1.jpg --attribute x=",
            "listing publish Crafts 12", "listing publish Crafts 12 --yes --json", "listing deactivate Crafts 12",
            "listing image Crafts 12 ring.jpg --rank 1 --alt Ring", "listing edit Crafts 12 --title Ring --tags a,b",
            "simulate --seeds 150", "simulate --seed 7 --verbose",
            "simulate --policy guaranteed --seed 3 --brief --json",
            "simulate --plant scalar-cursor --seeds 200", "simulate --all-plants", "simulate --crash-every-boundary",
        ])
    func reads(line: String) throws {
        _ = try Entrepot.parseAsRoot(line.split(separator: " ").map(String.init))
    }

    @Test(
        "refuses",
        arguments: [
            "sell", "order cancel 731", "order cancel 731 --reason loud", "order refund 731 --line RING-7",
            "order refund 731 --line RING-7=0", "order refund 731 --line A=1 --line A=1",
            "order refund 731 --yes --dry-run",
            "plan prices", "plan prices RING-7=1 --percent 5", "plan stock RING-7", "plan stock RING-7=-1",
            "policy set RING-7 loud", "workspace create X --currency EURO", "twins --shops 0", "twins --etsy 27",
            "stock list --limit 0",
            "mapping create Kiel", "mapping create Kiel 12 --all", "listing create Crafts", "listing image Crafts 12",
            "listing image Crafts 12 ring.jpg --url https://pictures.example/ring.jpg",
            "listing create C R --category 7 --who-made i_did --when-made now --quantity 0", "listing choices Crafts",
            "listing search Amy", "listing search Amy bottle --ean 4006381333931",
            "listing search Amy --ean 4006381333931 --upc 036000291452",
            "listing choices Crafts properties", "listing choices Crafts colours",
            "connection add Etta --channel etsy --listen 0", "simulate --seeds 0", "simulate --plant no-such-mistake",
            "workspace suspend Atelier", "token create till --owner ada@example.org",
            "token create till --workspace Atelier --role analyst", "simulate --policy loud", "simulate --verbose",
            "simulate --threads 0",
        ])
    func refuses(line: String) {
        #expect(throws: (any Error).self) { try Entrepot.parseAsRoot(line.split(separator: " ").map(String.init)) }
    }

    @Test(
        "a secret is never taken as an argument",
        arguments: ["add Kiel --address https://k.example --key ck_1", "reconnect Kiel --key ck_1"])
    func secret(line: String) throws {
        let words = ["connection"] + line.split(separator: " ").map(String.init) + ["--secret", "cs_hunter2"]
        let error = try #require(throws: (any Error).self) { try Entrepot.parseAsRoot(words) }
        let text = Entrepot.fullMessage(for: error)
        #expect(text.contains("--secret-stdin") && text.contains("ENTREPOT_SECRET"))
        #expect(!text.contains("hunter2"))
        #expect(Entrepot.exitCode(for: error) == .validationFailure)
    }

    @Test("every listing command has --json", arguments: Self.lists)
    func json(path: [String]) throws {
        #expect(try Entrepot.parseAsRoot(path + ["--json"]) is any HubCommand)
    }
    private static let lists = [
        ["workspace", "list"], ["connection", "list"], ["import", "list"], ["mapping", "list"], ["plan", "list"],
        ["stock", "list"], ["location", "list"], ["order", "list"], ["offer", "list"], ["brake", "list"],
        ["event", "list"], ["member", "list"], ["listing", "choices", "Crafts", "sections"],
        ["listing", "search", "Amy", "mug"],
    ]

    @Test("every command that a sentence of ours names is there")
    func named() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        var strange: [String] = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /(?:: |`|"|Run |\()entrepot ([a-z]+)(?: ([a-z-]+))?/) {
                if !Self.exists(String(match.1), match.2.map(String.init)) {
                    strange.append("\(file.lastPathComponent): \(match.0)")
                }
            }
        }
        #expect(strange == [])
    }

    private static func exists(_ noun: String, _ verb: String?) -> Bool {
        let nouns =
            Entrepot.configuration.subcommands
            + Entrepot.configuration.groupedSubcommands.flatMap(\.subcommands)
        // Made by the lead, and listed there once it is part of the program.
        if noun == "demo" || noun == "master" || noun == "tenant" { return true }
        guard let command = nouns.first(where: { $0._commandName == noun }) else { return false }
        let verbs = command.configuration.subcommands
        guard !verbs.isEmpty, let verb else { return true }
        return command.configuration.defaultSubcommand != nil || verbs.contains { $0._commandName == verb }
    }
}
