import Foundation
import Logging
import Testing
import Twins
import Vault
import Wire
import Workbench

/// ENC-5, with the built program: a canary in every secret it is given, each secret it makes watched, and all that it lets out looked
/// through.
@Suite("Canaries in every secret of a running program")
struct CanaryJourney {
    @Test("one that is in any of what was let out is found, whatever it is disguised as")
    func found() throws {
        let field = CanaryField(["mail.password", "woo.secret"])
        let text = try #require(field["woo.secret"]).reveal()
        let disguised = [
            text, text.uppercased(), Data(text.utf8).base64EncodedString(),
            Data("ck:\(text)".utf8).base64EncodedString(),
            text.utf8.map { String($0, radix: 16) }.joined(), text.utf8.map { "%" + String($0, radix: 16) }.joined(),
        ]
        for one in disguised {
            let haul = Haul()
            haul.add(
                "log", "2026-11-22T06:29:00.047Z INFO call failed url=https://shop.example/?key=\(one) status=401\n")
            #expect(haul.sightings(of: field).count == 1)
            #expect(haul.sightings(of: field).allSatisfy { $0.name == "woo.secret" && $0.place == "log" })
        }
        let clean = Haul()
        clean.add("page", "the token is \(text)", shows: ["woo.secret"])
        clean.add("log", "nothing")
        #expect(clean.sightings(of: field).isEmpty)
    }

    @Test(
        "none is in a log line, an answer, a page, an error, an export, a file, the database or the list of processes",
        .enabled(if: Program.mayRun, "the program is not built: bin/build, or set ENTREPOT_PROGRAM"),
        arguments: Engine.available)
    func nowhere(engine: Engine) async throws {
        try await Berths.using {
            let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let twins = TwinServer(options: TwinOptions(shops: [], webhookDelay: 0.3), logger: silent)
            let running = Task { try await twins.run() }
            _ = await twins.market.boundPort()
            let (market, etsy) = (twins.market, await twins.market.etsy)
            let spare = try EchoingServer(.shop)
            spare.close()
            let program = try await PlantedProgram(
                engine, port: spare.port, app: (await etsy.keystring, await etsy.sharedSecret))
            do {
                try await Self.drive(program, market)
                try await Self.look(program)
            } catch {
                Issue.record("\(try program.said().suffix(2_000))")
                await program.remove()
                running.cancel()
                throw error
            }
            await program.remove()
            running.cancel()
            _ = try? await running.value
        }
    }

    /// Everything that people, shops and programs do with it.
    private static func drive(_ program: PlantedProgram, _ market: TwinMarket) async throws {
        let goods = [TwinProduct(sku: "MUG", name: "Mug", price: "12.50", stock: 5)]
        let woo = await market.open("shop-a", goods: goods)
        await market.openEtsy("etsy-a", goods: goods)
        try await program.serve()
        let said = try program.said()
        let token = try #require(said.firstMatch(of: /\n  (\S{30,})\n/)).output.1
        let setup = try #require(said.firstMatch(of: /setup\?token=([A-Za-z0-9_-]+)/)).output.1
        program.watch("api.token", String(token))
        program.watch("setup.token", String(setup))
        program.haul.add("process list", try program.arguments())
        let visitor = CanaryVisitor(program)
        try await self.people(program, visitor, String(setup))
        try await self.shops(program, market, woo, String(token))
        try await self.mistakes(program, visitor, String(token))
        try await self.outage(program, visitor, String(token))
        for page in ["/", "/connections", "/members", "/audit", "/account", "/sku/MUG", "/nothing", "/plans/1"] {
            try await visitor.get(page)
        }
        for path in [
            "workspaces", "connections", "connections/kiel", "connections/craft", "stock", "stock/MUG", "orders",
            "plans",
            "mapping", "imports", "events", "audit", "alarms",
        ] {
            _ = try await program.ask("GET", "/api/v0/\(path)", headers: [("Authorization", "Bearer \(token)")])
        }
        for path in ["/metrics", "/healthz", "/readyz"] { _ = try await program.ask("GET", path) }
        try await self.commands(program)
        // What the mail server says to our password, and Redis to its own.
        try await PlantedProgram.waits("the mail server and Redis to be asked") {
            let password = try program.secret("redis.password")
            return program.mail.text.contains("AUTH") && program.redis.text.contains(password)
        }
    }

    private static func people(
        _ program: PlantedProgram, _ visitor: CanaryVisitor, _ setup: String
    ) async throws {
        let password = try program.secret("owner.password")
        try await visitor.get("/setup?token=\(setup)", shows: ["setup.token"])
        // The password's letters are hexadecimal: a name of such letters, "Ada", stood in one password of thirty, which is refused.
        try await visitor.enter(
            "/setup",
            [
                "token": setup, "name": "Ruth Holm", "address": "ruth@example.org", "password": password,
                "workspace": "Atelier", "currency": "GBP",
            ], shows: ["setup.token"])
        let sheet = try await visitor.get("/account/second-factor", shows: ["totp.secret"])
        let secret = try visitor.find(/secret=([A-Z2-7]{32})/, in: sheet)
        program.watch("totp.secret", secret)
        try await visitor.post(
            "/account/second-factor", ["password": password, "code": "000000"], shows: ["totp.secret"])
        let kept = try await visitor.post(
            "/account/second-factor", ["password": password, "code": CanaryVisitor.code(secret)],
            shows: Set((0..<10).map { "recovery.\($0)" }))
        let codes = kept.matches(of: /<code>([A-Z2-7]{4}(?:-[A-Z2-7]{4})+)<\/code>/).map { String($0.output.1) }
        #expect(codes.count == 10)
        for (number, code) in codes.enumerated() { program.watch("recovery.\(number)", code) }
        try await visitor.get("/members")
        let invited = try await visitor.post(
            "/members/invitations", ["address": "bo@example.org", "role": "analyst", "by-hand": "yes"],
            shows: ["invitation.token"])
        program.watch("invitation.token", try visitor.find(/join\?token=([A-Za-z0-9_-]+)/, in: invited))
        try await visitor.post("/members/invitations", ["address": "cy@example.org", "role": "analyst"])
        try await visitor.get("/join?token=\(try program.secret("invitation.token"))", shows: ["invitation.token"])
    }

    private static func shops(
        _ program: PlantedProgram, _ market: TwinMarket, _ woo: WooShop, _ token: String
    ) async throws {
        let headers = [(name: "Authorization", value: "Bearer \(token)")]
        func post(_ path: String, _ body: String) async throws -> HTTPReply {
            try await program.ask("POST", "/api/v0/\(path)", headers: headers, body: body)
        }
        let key = try #require(await woo.keys.first)
        let made = try await post(
            "connections",
            #"{"name":"kiel","address":"\#(await woo.address)","credentials":{"key":"\#(key.key)","secret":"\#(key.secret)"}}"#
        )
        #expect(made.status == 201)
        // A shop that says back all that it hears.
        let (wrongKey, wrong) = (try program.secret("woo.key"), try program.secret("woo.secret"))
        let refused = try await post(
            "connections",
            #"{"name":"echo","address":"http://127.0.0.1:\#(program.shop.port)","credentials":{"key":"\#(wrongKey)","secret":"\#(wrong)"}}"#
        )
        #expect(refused.status >= 400)
        #expect(!program.shop.text.isEmpty)
        let etsy = await market.etsy
        await etsy.setRedirects(["http://127.0.0.1:\(program.port)/oauth/callback/etsy"])
        await etsy.signIn(as: "etsy-a")
        let asked = try await program.ask(
            "POST", "/api/v0/connections/authorize", headers: headers,
            body: #"{"channel":"etsy","name":"craft","address":"\#(await etsy.address)"}"#)
        let page = try #require(String(decoding: asked.body, as: UTF8.self).firstMatch(of: /"page" ?: ?"([^"]+)"/))
        try await program.follow(String(page.output.1).replacing("\\/", with: "/"))
        _ = try await program.ask(
            "PUT", "/api/v0/connections/craft/webhook-secret", headers: headers,
            body: #"{"secret":"\#(try program.secret("shop.secret"))"}"#)
        _ = try await post("imports", "sku,title,price,quantity\nMUG,Mug,12.50,5\n")
        _ = try await post("connections/sync", "")
        for name in ["kiel", "craft"] { _ = try await post("connections/\(name)/sync", "") }
        try await PlantedProgram.waits("the shops to be read") {
            let rows = try await program.ask("GET", "/api/v0/mapping", headers: headers)
            let text = String(decoding: rows.body, as: UTF8.self)
            return text.contains("kiel") && text.contains("craft")
        }
        // Tokens are refused from now on, and the shop is gone.
        await etsy.revoke(shop: "etsy-a")
        for name in ["kiel", "craft"] { _ = try await post("connections/\(name)/sync", "") }
        try await PlantedProgram.waits("the refused tokens to be noticed") {
            let rows = try await program.ask("GET", "/api/v0/connections/craft", headers: headers)
            return String(decoding: rows.body, as: UTF8.self).contains("unauthorized")
        }
    }

    /// Bad input, with secrets where they do not belong.
    private static func mistakes(
        _ program: PlantedProgram, _ visitor: CanaryVisitor, _ token: String
    ) async throws {
        let (secret, wrong) = (try program.secret("woo.secret"), try program.secret("wrong.password"))
        for body in [
            #"{"name":"x","address":"not an address","credentials":{"key":"\#(secret)"}}"#,
            #"{"name":"x","credentials":{"key":"\#(secret)""#, #"{"secret":"\#(secret)","credentials":["\#(secret)"]}"#,
            #"{"name":7,"address":"http://127.0.0.1:1","credentials":{"key":"\#(secret)","secret":"\#(wrong)"}}"#,
        ] {
            _ = try await program.ask(
                "POST", "/api/v0/connections", headers: [("Authorization", "Bearer \(token)")], body: body)
        }
        for header in ["Bearer \(wrong)", "Bearer \(token)x", "Basic \(Data(wrong.utf8).base64EncodedString())"] {
            _ = try await program.ask("GET", "/api/v0/stock", headers: [("Authorization", header)])
        }
        _ = try await program.ask("POST", "/hooks/app/etsy", headers: [("webhook-signature", secret)], body: "{}")
        _ = try await program.ask("GET", "/oauth/callback/etsy?state=\(wrong)&code=\(wrong)")
        let stranger = CanaryVisitor(program)
        try await stranger.get("/sign-in")
        try await stranger.post("/sign-in", ["address": "ruth@example.org", "password": wrong])
        try await stranger.post(
            "/sign-in", ["address": "ruth@example.org", "password": try program.secret("owner.password")])
        try await stranger.post("/sign-in/code", ["code": "123456"])
        try await stranger.get("/reset?token=\(wrong)", shows: ["wrong.password"])
        try await stranger.post("/reset", ["token": wrong, "password": wrong], shows: ["wrong.password"])
        try await stranger.get("/forgotten")
        try await stranger.post("/forgotten", ["address": "ruth@example.org"])
        try await visitor.get("/account")
        try await visitor.post("/account/password", ["old": wrong, "password": wrong])
        try await visitor.post("/account/password", ["old": try program.secret("owner.password"), "password": "short"])
    }

    /// PostgreSQL goes away under the running program and comes back. What is asked meanwhile holds secrets, and is refused in words;
    /// afterwards all goes on without anybody's doing.
    private static func outage(_ program: PlantedProgram, _ visitor: CanaryVisitor, _ token: String) async throws {
        guard let server = program.server else { return }
        let headers = [(name: "Authorization", value: "Bearer \(token)")]
        let (secret, password) = (try program.secret("woo.secret"), try program.secret("owner.password"))
        // Somebody is in the middle of something.
        _ = try await program.ask("POST", "/api/v0/connections/sync", headers: headers)
        try await server.stop()
        #expect(try await program.ask("GET", "/healthz").status == 200)
        #expect(try await program.ask("GET", "/readyz").status == 503)
        for (method, path, body) in [
            ("GET", "stock", nil), ("GET", "export", nil),
            ("POST", "imports", "sku,title,price,quantity\nMUG,Mug,1,5\n"),
            ("PUT", "connections/craft/webhook-secret", #"{"secret":"\#(try program.secret("shop.secret"))"}"#),
            (
                "POST", "connections",
                #"{"name":"x","address":"http://127.0.0.1:\#(program.shop.port)","credentials":{"key":"ck_x","secret":"\#(secret)"}}"#
            ),
        ] as [(String, String, String?)] {
            let answer = try await program.ask(method, "/api/v0/\(path)", headers: headers, body: body)
            #expect(answer.status == 503, "\(method) \(path)")
            #expect(String(decoding: answer.body, as: UTF8.self).contains("database.unavailable"), "\(method) \(path)")
        }
        for path in ["/", "/account", "/metrics", "/reset?token=\(secret)"] { try await visitor.get(path) }
        let stranger = CanaryVisitor(program)
        try await stranger.get("/sign-in")
        try await stranger.post("/sign-in", ["address": "ruth@example.org", "password": password])
        _ = try await program.ask("POST", "/hooks/app/etsy", headers: [("webhook-signature", secret)], body: "{}")
        _ = try await program.ask("GET", "/oauth/callback/etsy?state=\(secret)&code=\(secret)")
        try await program.run(["doctor"])
        try await program.run(
            ["connection", "add", "gone", "--address", "http://127.0.0.1:\(program.shop.port)", "--key", "ck_gone"],
            with: ["ENTREPOT_SECRET": secret])
        try await server.start()
        try await PlantedProgram.waits("the program to go on") {
            try await program.ask("PUT", "/api/v0/stock/MUG", headers: headers, body: #"{"onHand": 4}"#).status == 200
        }
        #expect(try await program.ask("GET", "/readyz").status == 200)
        #expect(program.isRunning)
        let page = try await visitor.get("/account")
        #expect(page.contains("Ruth Holm"), "who was signed in still is")
        // It was told, in the log as well.
        #expect(try program.said().contains("unavailable"))
    }

    private static func commands(_ program: PlantedProgram) async throws {
        let reset = try await program.run(["member", "reset", "ruth@example.org"], shows: ["reset.token"])
        program.watch("reset.token", String(try #require(reset.firstMatch(of: /token=([A-Za-z0-9_-]+)/)).output.1))
        let made = try await program.run(["token", "create", "another"], shows: ["api.another"])
        program.watch("api.another", String(try #require(made.split(separator: "\n").last { $0.count > 30 })))
        for line in [
            "doctor", "doctor --json", "audit list", "audit export", "audit verify", "alarm list", "event list --json",
            "connection list --json", "member list --json", "vault status --json", "settings", "access list",
            "order list",
            "vault rotate --workspaces", "connection sync", "token revoke another",
            "connection reconnect kiel --key ck_x --secret canary",
        ] {
            try await program.run(line.split(separator: " ").map(String.init))
        }
        let folder = program.home.path()
        try await program.run(
            ["vault", "export", "--key-file", folder + "/fernet.key", "--to", folder + "/export.json"])
        try await program.run(
            ["connection", "add", "echo", "--address", "http://127.0.0.1:\(program.shop.port)", "--key", "ck_echo"],
            with: ["ENTREPOT_SECRET": try program.secret("woo.secret")])
        // What does not open: database, key, settings.
        let password = try program.secret("database.password")
        for environment in [
            ["ENTREPOT_DATABASE": "postgres://entrepot_app:\(password)@127.0.0.1:1/none"],
            ["ENTREPOT_DATABASE": "postgres://entrepot_app:\(password)@127.0.0.1:none/none"],
            ["ENTREPOT_DATABASE": "mysql://entrepot_app:\(password)@127.0.0.1/none"],
            ["ENTREPOT_DATABASE": "sqlite:/dev/null/none"],
            ["ENTREPOT_MASTER_KEY": try program.secret("woo.secret")],
            ["ENTREPOT_MASTER_KEY": Data(try program.secret("woo.secret").utf8.suffix(32)).base64EncodedString()],
            ["ENTREPOT_MAIL": "smtp://hub:\(try program.secret("mail.password"))@127.0.0.1"],
            ["ENTREPOT_REDIS": "redis://:\(try program.secret("redis.password"))@127.0.0.1:1/0"],
        ] {
            try await program.run(["doctor"], with: environment)
        }
    }

    private static func look(_ program: PlantedProgram) async throws {
        try await program.watchWhatIsSealed()
        try await program.keepWhatIsStored()
        try await program.stop()
        // Shown once on purpose, to whoever started it: the API's first token, and the link of the first member.
        var said = try program.said()
        for name in ["api.token", "setup.token"] {
            let range = try #require(said.range(of: try program.secret(name)))
            said.replaceSubrange(range, with: "")
        }
        program.haul.add("log", said)
        try await program.keepWhatIsStored()
        // All that was meant to be looked through was.
        for (place, least) in [
            ("log", 10_000), ("answer to", 50_000), ("command doctor", 500), ("command audit export", 500),
            ("file export.json", 100), ("file audit-anchors.jsonl", 100), ("process list", 8),
            (program.engine == .sqlite ? "database file" : "table", 5_000),
            (program.engine == .sqlite ? "database file" : "log of the database", 500),
        ] {
            #expect(program.haul.size(place) >= least, "\(place): \(program.haul.size(place))")
        }
        #expect(program.field.names.count >= 35, "\(program.field.names)")
        // What is shown once on purpose is found there, so the others would be found too.
        let shown = Set(program.haul.sightings(of: program.field, onPurpose: true).map(\.name))
        #expect(
            shown.isSuperset(of: [
                "totp.secret", "recovery.0", "recovery.9", "invitation.token", "reset.token", "api.another",
                "setup.token",
            ]), "\(shown)")
        #expect(program.haul.sightings(of: program.field).map(\.description) == [])
    }
}
