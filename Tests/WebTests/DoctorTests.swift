import ArgumentParser
import Commerce
import Foundation
import Operations
import Testing

@testable import Hub

@Suite("The doctor")
struct DoctorTests {
    private func settings(_ home: URL, _ extra: [String: String] = [:]) throws -> Settings {
        try Settings(
            flags: ["home": home.path(percentEncoded: false)].merging(extra) { $1 }, environment: [:],
            read: { _ in nil })
    }

    private func home() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "entrepot-doctor-\(UUID().uuidString)")
    }

    @Test("a fresh installation has nothing wrong, and lacks a workspace")
    func fresh() async throws {
        let home = self.home()
        defer { try? FileManager.default.removeItem(at: home) }
        let findings = await Doctor(settings: try self.settings(home)).findings()
        #expect(!findings.contains { $0.level == .problem })
        #expect(findings.contains { $0.what == "workspaces" && $0.wayOut == "entrepot workspace create NAME" })
    }

    @Test("a lost master key is found, with the way out, and none is made in its place")
    func lostKey() async throws {
        let home = self.home()
        defer { try? FileManager.default.removeItem(at: home) }
        let settings = try self.settings(home)
        try await Opened.with(settings) { opened in
            _ = try await CreateWorkspace(name: "Atelier", currency: .eur).run(opened.installation)
        }
        try FileManager.default.removeItem(atPath: settings.masterKeyFile)
        let findings = await Doctor(settings: settings).findings()
        #expect(findings.contains { $0.level == .problem && $0.sentence.contains("master key") })
        #expect(!FileManager.default.fileExists(atPath: settings.masterKeyFile))
    }

    @Test("another installation's master key, and a place where no database can lie, are findings and no crash")
    func wrongKey() async throws {
        let (home, other) = (self.home(), self.home())
        defer {
            try? FileManager.default.removeItem(at: home)
            try? FileManager.default.removeItem(at: other)
        }
        for one in [home, other] {
            try await Opened.with(try self.settings(one)) { opened in
                _ = try await CreateWorkspace(name: "Atelier", currency: .eur).run(opened.installation)
            }
        }
        let strange = other.appending(path: "master.key").path(percentEncoded: false)
        let findings = await Doctor(settings: try self.settings(home, ["master-key-file": strange])).findings()
        #expect(findings.contains { $0.level == .problem && $0.sentence.contains("master key") })
        let nowhere = await Doctor(settings: try self.settings(home, ["database": "sqlite:/dev/null/x/y.sqlite"]))
            .findings()
        #expect(nowhere.map(\.level) == [.problem])
        #expect(nowhere.first?.sentence.contains("/dev/null/x") == true)
    }

    @Test("a database that does not answer is the finding, without its password")
    func away() async throws {
        let settings = try self.settings(self.home(), ["database": "postgres://app:hunter2@127.0.0.1:1/none"])
        let findings = await Doctor(settings: settings).findings()
        #expect(findings.map(\.level) == [.problem])
        #expect(!"\(findings)".contains("hunter2"))
    }

    @Test("keys that are more than a year old, and a suspended workspace, are found with the way out")
    func keys() async throws {
        let home = self.home()
        defer { try? FileManager.default.removeItem(at: home) }
        let settings = try self.settings(home)
        try await Opened.with(settings) { opened in
            var hub = opened.installation
            hub.now = { Date(timeIntervalSinceNow: -366 * 86_400) }
            _ = try await CreateWorkspace(name: "Atelier", currency: .eur).run(hub)
            hub.now = { Date() }
            _ = try await SuspendWorkspace("Atelier", reason: "Three invoices are open.").run(hub)
            // The board says so too, once a month.
            #expect(try await RemindOfKeys().run(hub) == 1)
            #expect(try await RemindOfKeys().run(hub) == 0)
            hub.now = { Date(timeIntervalSinceNow: 31 * 86_400) }
            #expect(try await RemindOfKeys().run(hub) == 1)
        }
        let findings = await Doctor(settings: settings).findings()
        #expect(findings.contains { $0.what == "keys" && $0.wayOut == "entrepot vault rotate --workspaces" })
        #expect(
            findings.contains {
                $0.what == "workspace Atelier" && $0.sentence.contains("invoices")
                    && $0.wayOut == "entrepot workspace resume \"Atelier\""
            })
    }

    @Test("a command that only looks makes no installation where there is none, and says how to begin one")
    func nothing() async throws {
        let home = self.home()
        let settings = try self.settings(home)
        let error = try #require(throws: NothingThere.self) { try settings.checkExists() }
        let text = Failure(error).text
        #expect(text.contains("no installation") && text.contains("--home") && text.contains("entrepot serve"))
        for line in ["vault status", "audit verify", "workspace export", "member list"] {
            var command = try Entrepot.parseAsRoot(
                line.split(separator: " ").map(String.init) + ["--home", home.path(percentEncoded: false)])
            if var command = command as? any AsyncParsableCommand {
                await #expect(throws: (any Error).self) { try await command.run() }
            } else {
                #expect(throws: (any Error).self) { try command.run() }
            }
        }
        #expect(!FileManager.default.fileExists(atPath: home.path(percentEncoded: false)))
    }
}
