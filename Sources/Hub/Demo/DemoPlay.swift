import Commerce
import Foundation
import Operations
import Records
import Store
import Twins
import Vault

/// The demo from the first shop to the verdict.
struct DemoPlay {
    let options: DemoOptions
    let stage: DemoStage

    init(_ options: DemoOptions) throws {
        self.options = options
        self.stage = try DemoStage(options)
    }

    /// The live page's address, which signs its owner in once.
    func entry() async -> String { await self.stage.entry() }

    func run() async throws -> DemoVerdict {
        let desk = try await self.stage.open()
        let goods = TwinSeed.catalogue(named: self.options.seed)
        try await self.stage.openShops(goods)
        try await self.importCatalogue(goods, desk)
        try self.stage.hub.start()
        let connections = try await self.connect(desk)
        try await self.setPolicies(goods, desk)
        try await self.goLive(desk)
        var supply = Self.supply(goods, at: .distantPast)
        say("Everything is live. The live page, by a link that signs its owner in once: \(await self.stage.entry())")
        _ = try await self.waitForAgreement(
            desk, connections, seconds: 120, what: "all shops show what they should")

        let kills = try await self.trade(goods, desk, &supply)
        say("The crowd goes home. Unpaid orders are paid or cancelled, late writes land, late orders appear.")
        await self.stage.market.settle(keepingFaults: true)
        await self.sendSecondProgramHome()
        let judge = DemoJudge(
            desk: desk, market: self.stage.market, supply: supply, guaranteed: Set(self.guaranteed(goods)))
        var verdict = DemoVerdict(engine: self.stage.engine, policy: self.options.policy.rawValue)
        verdict.kills = kills
        verdict.databaseFalls = self.options.databaseFall == nil ? 0 : kills
        verdict.agreedAfter = try await self.waitForAgreement(
            desk, connections, seconds: 240, what: "everything agrees")
        verdict.disagreements = try await judge.disagreements(connections: connections)
        try await judge.judge(&verdict, connections: connections)
        return verdict
    }

    func stayOpen() async {
        while !Task.isCancelled, self.stage.hub.isRunning { try? await Task.sleep(for: .seconds(1)) }
    }

    func close() async { await self.stage.close() }

    // MARK: Setting up

    private func connect(_ desk: Desk) async throws -> [String: UUID] {
        var connections: [String: UUID] = [:]
        for name in await self.stage.market.shopNames {
            if let place = await self.consentPlace(of: name) {
                connections[name] = try await self.connectByConsent(name, place.channel, place.address, desk)
                continue
            }
            guard let shop = await self.stage.market.wooShop(name), let key = await shop.keys.first else { continue }
            let connected = try await ConnectShop(
                channel: "woocommerce", name: name, address: await shop.address,
                credentials: ["key": Secret(key.key), "secret": Secret(key.secret)],
                settings: Self.hurried
            ).run(desk)
            connections[name] = UUID(uuidString: connected.connection.id)
            say("Connected \(name) (\(connected.shopName)) at \(connected.connection.address)")
        }
        return connections
    }

    /// Where the owner of a shop, signed in by then, is asked; `nil` where they make keys instead.
    private func consentPlace(of name: String) async -> (channel: String, address: String)? {
        let market = self.stage.market
        if await market.etsyShop(name) != nil {
            await market.etsy.signIn(as: name)
            return ("etsy", await market.etsy.address)
        }
        if await market.amazonShop(name) != nil {
            await market.amazon.signIn(as: name)
            return ("amazon", await market.amazon.address + "?marketplaces=GB")
        }
        if await market.ebayShop(name) != nil {
            await market.ebay.signIn(as: name)
            return ("ebay", await market.ebay.address + "?marketplace=EBAY_GB")
        }
        guard let shop = await market.shopifyShop(name) else { return nil }
        await shop.setConsent(agrees: true)
        return ("shopify", await shop.address)
    }

    /// By the merchant's consent: the page, the way back to the hub, the exchange of the code, all as at the real channel.
    private func connectByConsent(
        _ name: String, _ channel: String, _ address: String, _ desk: Desk
    ) async throws -> UUID? {
        let merchant = DemoMerchant(transport: desk.hub.transport)
        try await merchant.waits(for: self.stage.pageAddress)
        let asked = try await BeginConsent(
            .new(channel: channel, name: name, address: address), settings: Self.hurried
        ).run(desk)
        try await merchant.consents(on: asked.page)
        let progress = try await ShowConsent(asked.id).run(desk)
        guard let connection = progress.connection else {
            throw DemoError("\(name) was not connected: \(progress.sentence ?? progress.state.rawValue)")
        }
        say("Connected \(name) by its owner's consent on \(connection.channelName)'s page (OAuth)")
        return UUID(uuidString: connection.id)
    }

    /// Twins are quicker than marketplaces, and a demo has no time.
    private static let hurried = ConnectionRecord.Settings(
        patience: 4, orderLag: 3.5, readStaleness: 2.2, orderPoll: 2, readBack: 20, timeout: 3, restGap: 10)

    private func importCatalogue(_ goods: [TwinProduct], _ desk: Desk) async throws {
        let csv = DemoCatalogue.csv(goods)
        let run = try await ImportCatalogue(bytes: csv, source: "catalogue.csv").run(desk)
        say(
            "Imported one catalogue into the stockroom: \(run.created) variants, \(goods.compactMap(\.stock).reduce(0, +)) units."
        )
    }

    /// Whose units must never be sold twice.
    private func guaranteed(_ goods: [TwinProduct]) -> [String] {
        switch self.options.policy {
        case .mixed: goods.enumerated().filter { $0.offset % 2 == 0 }.map(\.element.sku)
        case .guaranteed: goods.map(\.sku)
        case .shared, .buffered, .adaptive: []
        }
    }

    private func setPolicies(_ goods: [TwinProduct], _ desk: Desk) async throws {
        let policy: SellingPolicy =
            switch self.options.policy {
            case .mixed, .shared: .shared
            case .buffered: .buffered
            case .guaranteed: .guaranteed
            case .adaptive: .adaptive
            }
        _ = try await SetPolicy(.workspace(policy: policy, buffer: nil, tolerance: nil)).run(desk)
        guard self.options.policy == .mixed else { return }
        for sku in self.guaranteed(goods) { _ = try await SetPolicy(.sku(sku, policy: .guaranteed)).run(desk) }
    }

    private func goLive(_ desk: Desk) async throws {
        try await self.wait(seconds: 180, what: "the shops' listings to be imported") {
            try await ListConnections().run(desk).allSatisfy { $0.importedAt != nil }
        }
        for view in try await ListConnections().run(desk) {
            let plan = try await PlanGoLive(connection: view.name).run(desk)
            let applied = try await ApplyPlan(plan.id, releaseBrake: true).run(desk)
            say(
                "\(view.name): \(view.linked) of \(view.offers) offers matched by SKU; went live with \(applied.counts.total) changes planned."
            )
        }
    }

    // MARK: Trading

    private func trade(
        _ goods: [TwinProduct], _ desk: Desk, _ supply: inout [String: [(at: Date, units: Int)]]
    ) async throws -> Int {
        if self.options.faults {
            for (index, name) in await self.stage.market.shopNames.enumerated() {
                await self.stage.market.shop(name)?.setFaults(.everything(seed: self.seed &+ UInt64(index)))
            }
        }
        let rare = goods.filter { ($0.stock ?? 0) <= 3 }.prefix(12)
        let hot = (Array(rare) + goods.filter { ($0.stock ?? 0) > 20 }.prefix(8)).map(\.sku)
        await self.stage.market.startCrowd(CrowdPlan(rate: self.options.rate, hot: hot, seed: self.seed))
        say(
            "A crowd buys from all shops at once, \(self.options.faults ? "and every fault the twins know is injected" : "no faults are injected")."
        )
        let start = Date()
        var kills = 0
        var hasRaisedPrices = false
        var delivered = 0
        while Date().timeIntervalSince(start) < Double(self.options.seconds) || kills < self.options.kills {
            try await Task.sleep(for: .seconds(1))
            let passed = Date().timeIntervalSince(start)
            let dueKills =
                self.options.kills == 0 ? 0 : Int(passed * Double(self.options.kills) / Double(self.options.seconds))
            if kills < min(dueKills, self.options.kills) {
                kills += 1
                try await self.kill(number: kills)
            }
            try self.checkHub()
            if !hasRaisedPrices, passed > Double(self.options.seconds) / 3 {
                hasRaisedPrices = true
                let rule = PriceRule(basisPoints: 500)
                let plan = try await PlanPrices(.rule(rule, search: "")).run(desk)
                _ = try await ApplyPlan(plan.id).run(desk)
                say("All prices rise by 5 %: \(plan.counts.total) changes planned and applied.")
            }
            if passed > Double(self.options.seconds) / 2, delivered < 10 {
                let good = goods[(delivered * 37) % goods.count]
                let at = Date()
                _ = try await AdjustStock(sku: good.sku, by: 5, note: "delivery").run(desk)
                supply[good.sku, default: []].append((at, 5))
                delivered += 1
            }
            if Int(passed) % 5 == 0 { try await self.report(desk, passed) }
        }
        await self.stage.market.stopCrowd()
        return kills
    }

    /// Kills the hub. Where the database is to fall as well, it does so now while the hub lives on, now while it is dead.
    private func kill(number: Int) async throws {
        if !number.isMultiple(of: 2), self.options.databaseFall != nil {
            try self.letDatabaseFall()
            try await Task.sleep(for: .seconds(3))
            try self.checkHub()
        }
        self.stage.hub.kill()
        if number.isMultiple(of: 2) { try self.letDatabaseFall() }
        try self.stage.hub.start()
    }

    private func letDatabaseFall() throws {
        guard let command = self.options.databaseFall else { return }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", command]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw DemoError("the database did not come back: \(command)") }
    }

    /// The other faults go on; but while another program writes, nothing agrees for longer than a moment.
    private func sendSecondProgramHome() async {
        guard self.options.faults else { return }
        for (index, name) in await self.stage.market.shopNames.enumerated() {
            let plan = FaultPlan.everything(seed: self.seed &+ UInt64(index)).without(
                .secondProgramStock, .secondProgramPrice)
            await self.stage.market.shop(name)?.setFaults(plan)
        }
    }

    private var seed: UInt64 { self.options.seed.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) } }

    private func report(_ desk: Desk, _ passed: Double) async throws {
        let books = await self.stage.market.books()
        let placed = books.values.reduce(0) { $0 + $1.orderIDs.count }
        let imported = try await desk.read { try OrderRecords.count($0) }
        let summary = try await SummariseStock().run(desk)
        let count = String(format: "%3.0f s  %4d orders placed, %4d imported; ", passed, placed, imported)
        say(
            count
                + "\(summary.agreed) of \(summary.linked) offers agree, \(summary.pending) changes wait, \(summary.underWay) under way"
        )
    }

    // MARK: Waiting

    /// Until nothing waits at the hub and every shop truly shows what it should, and it stays so for a while: sharing
    /// units out takes a zero first, and in between everything agrees for a moment.
    ///
    /// - Returns: Seconds until agreement began; `nil` when it never lasted.
    private func waitForAgreement(
        _ desk: Desk, _ connections: [String: UUID], seconds: Double, what: String
    ) async throws -> Double? {
        let judge = DemoJudge(desk: desk, market: self.stage.market, supply: [:], guaranteed: [])
        let start = Date()
        var since: Date?
        while Date().timeIntervalSince(start) < seconds {
            try self.checkHub()
            let summary = try await SummariseStock().run(desk)
            let isQuiet = summary.pending == 0 && summary.underWay == 0
            let isImported = await self.allImported(desk)
            if isQuiet, isImported, try await judge.disagreements(connections: connections).isEmpty {
                let began = since ?? Date()
                since = began
                if Date().timeIntervalSince(began) >= Self.lasting {
                    let passed = began.timeIntervalSince(start)
                    say(String(format: "After %.1f s %@, and it lasts.", passed, what))
                    return passed
                }
            } else {
                since = nil
            }
            try await Task.sleep(for: .milliseconds(250))
        }
        say("Not within \(Int(seconds)) s: \(what).")
        return nil
    }

    /// Seconds that agreement must last: longer than a zero takes to settle.
    private static let lasting = 7.0

    private func checkHub() throws {
        guard !self.stage.hub.isRunning else { return }
        let log = (try? String(contentsOf: self.stage.hubLog, encoding: .utf8)) ?? ""
        throw DemoError(
            "the hub stopped by itself. Its last words:\n"
                + log.split(separator: "\n").suffix(8).joined(separator: "\n"))
    }

    private func allImported(_ desk: Desk) async -> Bool {
        let placed = await self.stage.market.books().values.reduce(0) { $0 + $1.orderIDs.count }
        return (try? await desk.read { try OrderRecords.count($0) }) ?? 0 >= placed
    }

    private func wait(seconds: Double, what: String, _ isDone: () async throws -> Bool) async throws {
        let start = Date()
        while Date().timeIntervalSince(start) < seconds {
            if try await isDone() { return }
            try self.checkHub()
            try await Task.sleep(for: .milliseconds(200))
        }
        throw DemoError("waited \(Int(seconds)) s for \(what); the hub's log: \(self.stage.hubLog.path)")
    }

    private static func supply(_ goods: [TwinProduct], at date: Date) -> [String: [(at: Date, units: Int)]] {
        var supply: [String: [(at: Date, units: Int)]] = [:]
        for good in goods { supply[good.sku, default: []].append((date, good.stock ?? 0)) }
        return supply
    }
}

/// Why the demo could not be played.
struct DemoError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A line at once, also into a pipe.
private func say(_ line: String) { FileHandle.standardOutput.write(Data("  \(line)\n".utf8)) }
