import ArgumentParser
import ConnectorKit
import Foundation
import Operations
import Testing
import Wire

@testable import Hub

@Suite("Settings")
struct SettingTests {
    @Test("docs/settings.md is what the table says")
    func docs() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = try String(contentsOf: root.appending(path: "docs/settings.md"), encoding: .utf8)
        #expect(file == SettingsPage.text)
    }

    @Test("every setting but the owner's address has a flag", arguments: Setting.all.filter { $0 != .ownerURL })
    func flags(setting: Setting) throws {
        let flags = try SettingFlags.parse(["--\(setting.name)", "x"])
        #expect(flags.given == [setting.name: "x"])
    }

    @Test("flag before variable before file before default")
    func order() throws {
        let file = Data(#"{"port": 3, "workers": "4", "contact": "c"}"#.utf8)
        let settings = try Settings(
            flags: ["port": "1"], environment: ["ENTREPOT_PORT": "2", "ENTREPOT_WORKERS": "5", "HOME": "/h"],
            read: { $0 == "/h/.entrepot/entrepot.json" ? file : nil })
        #expect(settings.port == 1)
        #expect(settings.workers == 5)
        #expect(settings.contact == "c")
        #expect(settings.host == "127.0.0.1")
        #expect(settings.database == .sqlite(path: "/h/.entrepot/entrepot.sqlite"))
    }

    @Test(
        "a value out of range names the setting, the value and where it came from",
        arguments: [
            ("port", "70000"), ("workers", "0"), ("pool-size", "many"), ("log-level", "loud"), ("log-format", "xml"),
            ("public-address", "nowhere"),
        ])
    func range(name: String, value: String) throws {
        let error = try #require(throws: SettingError.self) {
            try Settings(flags: [name: value], environment: [:], read: { _ in nil })
        }
        #expect(error.sentence.contains(name) && error.sentence.contains(value) && error.sentence.contains("--\(name)"))
    }

    @Test(
        "a file that cannot be used says why",
        arguments: ["[]", "{", #"{"prot": 1}"#, #"{"port": [1]}"#, #"{"home": "/x"}"#])
    func file(text: String) {
        #expect(throws: SettingError.self) {
            try Settings(flags: [:], environment: [:], read: { _ in Data(text.utf8) })
        }
    }

    @Test("a file that was named must be there")
    func missing() {
        #expect(throws: SettingError.self) {
            try Settings(flags: ["config": "/nowhere.json"], environment: [:], read: { _ in nil })
        }
    }

    @Test(
        "no password of a database address is ever shown",
        arguments: [
            "postgres://app:hunter2@db:5432/shop", "postgresql://app:hunter2@db/shop?password=hunter2",
            "postgres://app:hunter2@@bad host/x",
        ])
    func masked(url: String) throws {
        let settings = try Settings(flags: ["database": url], environment: [:], read: { _ in nil })
        #expect(!settings.database.shown.contains("hunter2"))
        #expect(!"\(settings)".contains("hunter2"))
    }

    @Test("an app's secret comes from its variable, else from a file, and is never shown")
    func app() throws {
        let files = ["/h/etsy": Data("shared-hunter2\n".utf8), "/h/hook": Data("whsec_hunter2".utf8)]
        let flags = [
            "etsy-keystring": "key1", "etsy-shared-secret-file": "~/etsy", "etsy-webhook-secret-file": "~/hook",
        ]
        let fromFile = try Settings(flags: flags, environment: ["HOME": "/h"], read: { files[$0] })
        #expect(fromFile.apps["etsy"]?.app.clientID == "key1")
        #expect(fromFile.apps["etsy"]?.app.clientSecret == "shared-hunter2")
        #expect(fromFile.apps["etsy"]?.app.webhookSecret == "whsec_hunter2")
        #expect(!"\(fromFile)".contains("hunter2"))
        let variables = [
            "HOME": "/h", "ENTREPOT_ETSY_KEYSTRING": "key2", "ENTREPOT_ETSY_SHARED_SECRET": "other-hunter2",
        ]
        let fromVariable = try Settings(flags: [:], environment: variables, read: { _ in nil })
        #expect(fromVariable.apps["etsy"]?.app.clientSecret == "other-hunter2")
        #expect(try Settings(flags: [:], environment: [:], read: { _ in nil }).apps.isEmpty)
    }

    @Test(
        "half an app is refused with what is missing",
        arguments: [["etsy-keystring": "key"], ["etsy-keystring": "key", "etsy-shared-secret-file": "/nowhere"]])
    func halfAnApp(flags: [String: String]) throws {
        let error = try #require(throws: SettingError.self) {
            try Settings(flags: flags, environment: [:], read: { _ in nil })
        }
        #expect(error.sentence.contains("secret"))
    }

    @Test("a queue is set whole, belongs to an app, and its secret is never shown")
    func queue() throws {
        let address = "https://sqs.eu-west-1.amazonaws.com/123456789012/entrepot"
        let app = ["amazon-client-id": "id", "amazon-queue": address, "amazon-queue-key": "AKIA1"]
        let secrets = ["ENTREPOT_AMAZON_CLIENT_SECRET": "app-hunter2", "ENTREPOT_AMAZON_QUEUE_SECRET": "queue-hunter2"]
        let settings = try Settings(
            flags: app.merging(["amazon-event-bridge": "on"]) { $1 }, environment: secrets, read: { _ in nil })
        let queue = try #require(settings.apps["amazon"]?.app.queue)
        #expect(queue.address.absoluteString == address && queue.keyID == "AKIA1" && queue.isForwarded)
        #expect(queue.secret == "queue-hunter2" && !"\(settings) \(queue)".contains("hunter2"))
        var dumped = ""
        dump(settings.apps["amazon"]?.app, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        for missing in ["amazon-queue", "amazon-queue-key", "amazon-client-id"] {
            #expect(throws: SettingError.self, "\(missing)") {
                try Settings(
                    flags: app.filter { $0.key != missing },
                    environment: missing == "amazon-client-id"
                        ? secrets.filter { $0.key == "ENTREPOT_AMAZON_QUEUE_SECRET" } : secrets,
                    read: { _ in nil })
            }
        }
        let half = #expect(throws: SettingError.self) {
            try Settings(
                flags: app, environment: ["ENTREPOT_AMAZON_CLIENT_SECRET": "app-hunter2"], read: { _ in nil })
        }
        #expect(half?.sentence.contains("secret is missing") == true)
        #expect(half?.wayOut.contains("ENTREPOT_AMAZON_QUEUE_SECRET") == true)
    }

    @Test("a database address that is neither is not quoted: it may hold a password")
    func strangeDatabase() throws {
        let error = try #require(throws: SettingError.self) {
            try Settings(flags: ["database": "mysql://root:hunter2@db"], environment: [:], read: { _ in nil })
        }
        #expect(!error.sentence.contains("hunter2"))
    }

    @Test(
        "mail is set whole or not at all",
        arguments: [
            ["mail": "smtp://mail.example.org"], ["mail-from": "hub@example.org"],
            ["mail": "smtp://hub@mail.example.org", "mail-from": "hub@example.org"],
            ["mail": "smtp://hub:hunter2@mail.example.org", "mail-from": "hub@example.org"],
            ["mail": "https://mail.example.org", "mail-from": "hub@example.org"],
        ])
    func mail(flags: [String: String]) throws {
        let error = try #require(throws: SettingError.self) {
            try Settings(flags: flags, environment: [:], read: { _ in nil })
        }
        #expect(error.code == "settings.mail")
        #expect(!"\(error.sentence) \(error.wayOut)".contains("hunter2"))
    }

    @Test("mail goes out under TLS, except to this machine")
    func mailServer() throws {
        let flags = ["mail-from": "Hub <hub@example.org>"]
        let environment = ["ENTREPOT_MAIL_PASSWORD": "hunter2"]
        func read(_ address: String) throws -> Settings {
            try Settings(
                flags: flags.merging(["mail": address]) { $1 }, environment: environment, read: { _ in nil })
        }
        let settings = try read("smtp://hub%40example.org@mail.example.org")
        #expect(settings.mail?.server.security == .startTLS)
        #expect(settings.mail?.server.port == 587)
        #expect(settings.mail?.user == "hub@example.org")
        #expect(try read("smtps://mail.example.org").mail?.server.security == .implicit)
        #expect(try read("smtp://127.0.0.1:2525").mail?.server.security == SMTPServer.Security.none)
        #expect(!"\(settings)".contains("hunter2"))
    }

    @Test("links name the public address, else this machine")
    func links() throws {
        func people(_ flags: [String: String]) throws -> String {
            try Settings(flags: flags, environment: [:], read: { _ in nil }).people().address.absoluteString
        }
        #expect(try people([:]) == "http://127.0.0.1:8484")
        #expect(try people(["host": "0.0.0.0", "port": "9000"]) == "http://127.0.0.1:9000")
        #expect(try people(["public-address": "https://hub.example"]) == "https://hub.example")
    }
}
