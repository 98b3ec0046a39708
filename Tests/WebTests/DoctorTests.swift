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

    @Test("a database that does not answer is the finding, without its password")
    func away() async throws {
        let settings = try self.settings(self.home(), ["database": "postgres://app:hunter2@127.0.0.1:1/none"])
        let findings = await Doctor(settings: settings).findings()
        #expect(findings.map(\.level) == [.problem])
        #expect(!"\(findings)".contains("hunter2"))
    }
}
