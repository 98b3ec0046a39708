import Foundation
import Testing

@testable import Vault

@Suite("The master key")
struct MasterKeyTests {
    /// A folder of its own for each test, removed by the system's own cleaning of temporary files.
    let path = NSTemporaryDirectory() + "entrepot-vault-\(UUID().uuidString)/master.key"

    @Test(
        "is read from base64, base64url or hex, with or without white space",
        arguments: [
            "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=", "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoM",
            "6465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f80818283",
            "  6465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F80818283\n",
        ])
    func forms(text: String) throws {
        #expect(try self.load(environment: text).id == Fixed.masterKey.id)
    }

    @Test(
        "that is not 32 bytes is refused and not repeated",
        arguments: [
            "", "correct horse battery staple", "AAAA", String(repeating: "zz", count: 32),
            String(repeating: "A", count: 86), "ключ",
        ])
    func malformed(text: String) {
        let error = #expect(throws: VaultError.masterKeyMalformed(source: MasterKey.variable)) {
            try self.load(environment: text)
        }
        #expect(text.isEmpty || error?.description.contains(text) == false)
    }

    @Test("is made at first start, for its owner only, and stays the same")
    func firstStart() throws {
        let first = try self.load()
        let permissions = try FileManager.default.attributesOfItem(atPath: self.path)[.posixPermissions] as? Int
        #expect(permissions == 0o600)
        #expect(try self.load().id == first.id)
        #expect(try self.load(whenMissing: .refuse).id == first.id)
        let folder = (self.path as NSString).deletingLastPathComponent
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["master.key"])
    }

    @Test("is one key when many processes start at once")
    func race() async throws {
        let path = self.path
        let ids = try await withThrowingTaskGroup(of: KeyID.self) { group in
            for _ in 0..<8 {
                group.addTask { try MasterKey.load(environment: [:], path: path, whenMissing: .create).id }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
    }

    @Test("is not made where sealed credentials wait for the old one")
    func missing() {
        #expect(throws: VaultError.masterKeyMissing(path: self.path)) { try self.load(whenMissing: .refuse) }
        #expect(!FileManager.default.fileExists(atPath: self.path))
    }

    @Test("in a file that others can open is refused with the way out", arguments: [0o640, 0o604, 0o620, 0o602, 0o666])
    func exposed(mode: Int) throws {
        _ = try self.load()
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: self.path)
        let error = #expect(throws: VaultError.self) { try self.load() }
        #expect(error == .masterKeyExposed(path: self.path, mode: "0" + String(mode, radix: 8)))
        #expect(error?.description.contains("chmod 600 \(self.path)") == true)
    }

    @Test("may be read-only to its owner")
    func readOnly() throws {
        let first = try self.load()
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: self.path)
        #expect(try self.load().id == first.id)
    }

    @Test(
        "file that holds something else is refused by its path",
        arguments: ["", "hello\n", String(repeating: "a", count: 5000)])
    func otherFile(content: String) throws {
        _ = try self.load()
        try Data(content.utf8).write(to: URL(filePath: self.path))
        #expect(throws: VaultError.masterKeyMalformed(source: self.path)) { try self.load() }
    }

    @Test("cannot be a folder")
    func folder() throws {
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
        #expect(throws: VaultError.masterKeyMalformed(source: self.path)) { try self.load() }
    }

    @Test("whose folder cannot be made says which file and why")
    func unreachable() {
        #expect(throws: VaultError.masterKeyUnreachable(path: "/dev/null/key", code: ENOTDIR)) {
            try MasterKey.load(environment: [:], path: "/dev/null/key", whenMissing: .create)
        }
    }

    @discardableResult
    private func load(
        environment text: String? = nil, whenMissing: MasterKey.WhenMissing = .create
    ) throws(VaultError) -> MasterKey {
        let environment = text.map { [MasterKey.variable: $0] } ?? [:]
        return try MasterKey.load(environment: environment, path: self.path, whenMissing: whenMissing)
    }
}
