import ConnectorKit
import Connectors
import Foundation
import Operations
import Records
import Store
import Testing
import Twins
import Vault
import Workbench

@Suite("Checking a connection")
struct ChannelCheckTests {
    private static let hub = URL(string: "https://hub.example")

    private static func level(_ checked: CheckedConnection, _ what: String) -> Finding.Level? {
        checked.findings.first { $0.what == what }?.level
    }

    @Test("all is well at every channel, and each thing that was tried is named", arguments: Engine.available)
    func well(engine: Engine) async throws {
        try await CheckedHouse.with(engine) { house in
            for shop in CheckedHouse.shops {
                let checked = try await house.check(shop)
                #expect(checked.isWell, "\(checked)")
                let tried = Set(checked.findings.map(\.what))
                #expect(tried.isSuperset(of: ["credentials", "scopes", "clock", "listings", "orders", "webhooks"]))
                #expect(tried.contains { $0.hasPrefix("budget") })
                #expect(checked.findings.contains { $0.what == "listings" && $0.sentence.contains(": 2 on") })
            }
            let scopes = try await house.check("shopify-one").findings.first { $0.what == "scopes" }
            #expect(scopes?.sentence.contains("write_inventory") == true)
            let day = try await house.check("etsy-one").findings.first { $0.what == "budget day" }
            #expect(day?.sentence.contains("of 10000 are left, as Etsy tells") == true)
            if Program.mayRun {
                let ran = try await house.run("woo one", "--json")
                #expect(ran.status == 0 && ran.text.contains(#""isWell" : true"#), "\(ran)")
            }
        }
    }

    @Test("access that was taken back is named with the command that gives it anew", arguments: Engine.available)
    func revoked(engine: Engine) async throws {
        try await CheckedHouse.with(engine) { house in
            let woo = try #require(await house.market.wooShop("woo one"))
            _ = await woo.setKey(woo.keys[0].key, revoked: true)
            await house.market.etsy.revoke(shop: "etsy-one")
            await house.market.amazon.revoke(shop: "amazon-one")
            await house.market.shopifyShop("shopify-one")?.uninstall(customApp: true)
            let commands = [
                "entrepot connection reconnect 'woo one' --key", "entrepot connection reconnect etsy-one",
                "entrepot connection reconnect shopify-one", "entrepot connection reconnect amazon-one",
            ]
            for (shop, command) in zip(CheckedHouse.shops, commands) {
                let checked = try await house.check(shop)
                let found = checked.findings.first { $0.what == "credentials" }
                #expect(!checked.isWell && found?.level == .problem, "\(checked)")
                #expect(found?.wayOut?.contains(command) == true, "\(checked)")
            }
            if Program.mayRun {
                let ran = try await house.run("woo one")
                #expect(ran.status == 1 && ran.text.contains("WRONG credentials: "), "\(ran)")
                #expect(ran.text.contains("way out: Make new keys in the shop, then: \(commands[0])"))
            }
        }
    }

    @Test("a key that may read and not write is found before anything is written", arguments: Engine.available)
    func readOnly(engine: Engine) async throws {
        try await CheckedHouse.with(engine) { house in
            #expect(Self.level(try await house.check("woo one"), "writing") == .fine)
            let woo = try #require(await house.market.wooShop("woo one"))
            let key = try #require(await woo.addKey(permission: "read"))
            _ = try await Reconnect(
                "woo one", credentials: ["key": Secret(key.key), "secret": Secret(key.secret)]
            ).run(house.desk)
            let writes = await woo.book.entries.count
            let checked = try await house.check("woo one")
            #expect(!checked.isWell && Self.level(checked, "listings") == .fine, "\(checked)")
            #expect(Self.level(checked, "writing") == .problem, "\(checked)")
            #expect(await woo.book.entries.count == writes)
        }
    }

    @Test("a shop's clock that is wrong is told in seconds", arguments: Engine.available)
    func clock(engine: Engine) async throws {
        try await CheckedHouse.with(engine) { house in
            for (shop, skew) in zip(CheckedHouse.shops, [900.0, 900, -900, -900]) {
                await house.market.shop(shop)?.setClock(rate: nil, skew: skew)
                let checked = try await house.check(shop)
                let found = try #require(checked.findings.first { $0.what == "clock" }, "\(checked)")
                #expect(!checked.isWell && found.level == .notice)
                let told = try #require(
                    found.sentence.wholeMatch(of: /The shop's clock is (\d+) seconds (ahead of|behind) ours\./))
                #expect((880...920).contains(Int(told.1) ?? 0) && (told.2 == "behind") == (skew < 0))
            }
        }
    }

    @Test(
        "a channel that lets nothing through for now is named, and nothing else is blamed", arguments: Engine.available)
    func throttled(engine: Engine) async throws {
        try await CheckedHouse.with(engine) { house in
            await house.market.shop("woo one")?.setFaults(FaultPlan([FaultRule(.throttle)]))
            await house.market.shop("amazon-one")?.setFaults(FaultPlan([FaultRule(.throttle)]))
            await house.market.etsy.setLimits(perDay: 0)
            await house.market.shopifyShop("shopify-one")?.setLimits(maximum: 0.5, rate: 0.01)
            for shop in CheckedHouse.shops {
                let checked = try await house.check(shop)
                #expect(checked.findings.map(\.what) == ["budgets"], "\(checked)")
                #expect(Self.level(checked, "budgets") == .problem && !checked.isWell)
            }
        }
    }

    @Test("a limit that is used up by our own count is told without a call", arguments: Engine.available)
    func usedUp(engine: Engine) async throws {
        try await CheckedHouse.with(engine) { house in
            let budget = try #require(Etsy.manifest.budgets.first { $0.name == Etsy.Budgets.day })
            let app = await house.market.etsy.keystring
            try await house.hub.store.system { db in
                var count = SharedBudget(budget, now: Date())
                count.learn(from: BudgetReading(remaining: 0, limit: 10_000), now: Date())
                _ = try BudgetRecords.lock(db, channel: "etsy", holder: "app/\(app)", name: budget.name, at: Date())
                try BudgetRecords.save(
                    db, channel: "etsy", holder: "app/\(app)", name: budget.name, state: JSONText(count.packed),
                    at: Date())
            }
            let before = await house.market.shop("etsy-one")?.book.calls
            let checked = try await house.check("etsy-one")
            #expect(checked.findings.map(\.what) == ["budgets"], "\(checked)")
            #expect(checked.findings[0].sentence.contains("0 of 10000 are left"))
            #expect(await house.market.shop("etsy-one")?.book.calls == before)
        }
    }

    @Test("a shop that does not answer is told as that, whatever its channel", arguments: Engine.available)
    func away(engine: Engine) async throws {
        try await CheckedHouse.with(engine) { house in
            await house.closeShops()
            for shop in CheckedHouse.shops {
                let checked = try await house.check(shop)
                #expect(checked.findings.map(\.what) == ["host"], "\(checked)")
                #expect(Self.level(checked, "host") == .problem && !checked.isWell)
            }
        }
    }

    @Test("a right that was not given is found by what cannot be read without it", arguments: Engine.available)
    func rights(engine: Engine) async throws {
        try await CheckedHouse.with(engine) { house in
            var less = house.hub
            let scopes = Etsy.manifest.scopes.filter { $0 != "transactions_r" }
            for index in less.channels.indices where less.channels[index].manifest.id == "etsy" {
                less.channels[index].manifest.scopes = scopes
            }
            try await house.consent(to: less, again: "etsy-one")
            let checked = try await house.check("etsy-one")
            let found = try #require(
                checked.findings.first { $0.what == "scopes" && $0.level == .problem }, "\(checked)")
            #expect(found.sentence.contains("orders") || found.sentence.contains("transactions_r"))
            #expect(found.wayOut == "entrepot connection reconnect etsy-one")
        }
    }

    @Test(
        "webhooks that a shop dropped are named by topic, and none is missed once they stand",
        arguments: Engine.available)
    func webhooks(engine: Engine) async throws {
        try await CheckedHouse.with(engine, publicAddress: Self.hub) { house in
            for shop in ["woo one", "shopify-one"] {
                let before = try await house.check(shop).findings.first { $0.what == "webhooks" }
                let topics = try house.hub.channel(shop == "woo one" ? "woocommerce" : "shopify").manifest.webhookTopics
                #expect(before?.level == .notice && topics.allSatisfy { before?.sentence.contains($0) == true })
                #expect(before?.wayOut?.contains("entrepot connection sync") == true)
                let record = try #require(
                    try await house.desk.read { try ConnectionRecords.find($0, name: shop) })
                let opened = try await Connections.open(house.desk, record)
                let address = try #require(await WebhookAddress.of(house.desk, connection: record.id))
                _ = try await opened.connector.webhooks?.ensure(address: address, secret: "s1", writesSecret: true)
                #expect(Self.level(try await house.check(shop), "webhooks") == .fine)
            }
        }
    }

    @Test(
        "a queue that is set is tried: what waits, what is subscribed to, and what is wrong with it",
        arguments: Engine.available)
    func queue(engine: Engine) async throws {
        try await CheckedHouse.with(engine) { house in
            let before = try await house.check("amazon-one").findings.first { $0.what == "webhooks" }
            #expect(before?.level == .fine && before?.wayOut?.contains("docs/settings.md") == true)
            let queues = house.market.queues
            let address = try #require(URL(string: await queues.url()))
            func check(_ secret: String) async throws -> CheckedConnection {
                var hub = house.hub
                hub.apps["amazon"]?.queue = ChannelQueue(address: address, keyID: queues.keyID, secret: secret)
                return try await CheckConnection("amazon-one").run(Desk(hub, tenant: house.desk.tenant))
            }
            await queues.put("a message")
            let heard = try await check(queues.secret)
            #expect(Self.level(heard, "queue") == .fine, "\(heard)")
            #expect(heard.findings.first { $0.what == "queue" }?.sentence.contains("about 1 message waits") == true)
            let missing = try #require(heard.findings.first { $0.what == "webhooks" })
            #expect(missing.level == .notice && missing.sentence.contains("ORDER_CHANGE"))
            let deaf = try await check("not-the-secret")
            let wrong = try #require(deaf.findings.first { $0.what == "queue" })
            #expect(!deaf.isWell && wrong.level == .problem && wrong.sentence.contains("does not take this key"))
            #expect(wrong.wayOut?.contains("entrepot channels check amazon-one") == true)
            #expect(Self.level(deaf, "orders") == .fine && !"\(deaf)".contains("not-the-secret"))
            await queues.close("entrepot")
            let gone = try await check(queues.secret)
            #expect(gone.findings.first { $0.what == "queue" }?.sentence.contains("no such queue") == true, "\(gone)")
        }
    }

    @Test("no secret is printed, whatever is wrong")
    func secrets() async throws {
        try await CheckedHouse.with(.sqlite, publicAddress: Self.hub) { house in
            let secrets = try await house.secrets()
            #expect(secrets.count >= 9 && secrets.allSatisfy { $0.count >= 8 })
            var told = ""
            // A refused key stays refused for a while: it comes last.
            for fault in [nil, FaultKind.htmlPage, .errorBefore, .throttle, .truncatedBody, .emptyBody, .keyRefused] {
                for shop in CheckedHouse.shops {
                    await house.market.shop(shop)?.setFaults(FaultPlan(fault.map { [FaultRule($0)] } ?? []))
                    told += "\(try await house.check(shop))"
                }
            }
            #expect(told.contains("refuses our access") && told.contains("cannot be reached"))
            for secret in secrets { #expect(!told.contains(secret)) }
        }
    }
}
