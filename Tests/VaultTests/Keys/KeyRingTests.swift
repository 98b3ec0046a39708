import Foundation
import Testing

@testable import Vault

@Suite("A ring of keys")
struct KeyRingTests {
    static let old = Fixed.masterKey
    static let new = Fixed.otherMasterKey

    @Test("opens with the earlier key what it sealed, and seals with the current one")
    func both() throws {
        let before = try Fixed.tenantKey.wrapped(for: Fixed.tenant, under: Self.old)
        let ring = KeyRing(Self.old).changing(to: Self.new)
        #expect(try ring.unwrap(before, for: Fixed.tenant).id == Fixed.tenantKey.id)
        let after = try ring.rewrap(before, for: Fixed.tenant)
        #expect(SealedHeader(of: after)?.keyID == Self.new.id)
        #expect(try KeyRing(Self.new).unwrap(after, for: Fixed.tenant).id == Fixed.tenantKey.id)
    }

    @Test("refuses a key that was retired, and says which is needed")
    func retired() throws {
        let before = try Fixed.tenantKey.wrapped(for: Fixed.tenant, under: Self.old)
        let ring = KeyRing(Self.old).changing(to: Self.new).retiring(Self.old.id)
        #expect(throws: VaultError.wrongKey(needed: Self.old.id, held: Self.new.id)) {
            try ring.unwrap(before, for: Fixed.tenant)
        }
    }

    @Test("never loses the key that seals, and holds none twice")
    func shape() {
        let ring = KeyRing(Self.old, earlier: [Self.old, Self.new, Self.new])
        #expect(ring.earlier.map(\.id) == [Self.new.id])
        #expect(ring.retiring(Self.old.id).current.id == Self.old.id)
        let turned = ring.changing(to: Self.new)
        #expect(turned.current.id == Self.new.id)
        #expect(turned.earlier.map(\.id) == [Self.old.id])
        #expect("\(turned)" == "key \(Self.new.id), earlier \(Self.old.id)")
    }

    @Test("is read from keys one after the other, the first of which seals", arguments: [" ", "\n", "\r\n\r\n", "\t"])
    func text(separator: String) throws {
        let text = Self.new.text.reveal() + separator + Self.old.text.reveal() + separator
        let ring = try KeyRing<MasterKey>(text: text, source: "test")
        #expect(ring.current.id == Self.new.id)
        #expect(ring.earlier.map(\.id) == [Self.old.id])
        #expect(try KeyRing<MasterKey>(text: ring.text.reveal(), source: "test").description == ring.description)
    }

    @Test(
        "is not read where one of them is no key, or where there are more than eight",
        arguments: [
            "", " \n", "AAAA", Fixed.masterKey.text.reveal() + " AAAA",
            String(repeating: Fixed.masterKey.text.reveal() + "\n", count: 9),
        ])
    func malformed(text: String) {
        #expect(throws: VaultError.masterKeyMalformed(source: "test")) {
            try KeyRing<MasterKey>(text: text, source: "test")
        }
    }

    @Test("shows no key, however it is printed")
    func masked() {
        let ring = KeyRing(Self.old, earlier: [Self.new])
        let shown = MaskingTests.printed(ring)
        #expect(!shown.contains(Self.old.text.reveal()) && !shown.contains(Self.new.text.reveal()))
    }
}

@Suite("The file of the master keys")
struct MasterKeyRingFileTests {
    let path = NSTemporaryDirectory() + "entrepot-ring-\(UUID().uuidString)/master.key"

    @Test("is replaced at once, for its owner only, and leaves nothing beside it")
    func replaced() throws {
        let source = MasterKeySource(environment: [:], path: self.path)
        let first = try KeyRing.load(from: source, whenMissing: .create)
        try first.changing(to: Fixed.masterKey).replaceFile(at: self.path)
        let second = try KeyRing.load(from: source, whenMissing: .refuse)
        #expect(second.current.id == Fixed.masterKey.id)
        #expect(second.earlier.map(\.id) == [first.current.id])
        let permissions = try FileManager.default.attributesOfItem(atPath: self.path)[.posixPermissions] as? Int
        #expect(permissions == 0o600)
        let folder = (self.path as NSString).deletingLastPathComponent
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["master.key"])
        #expect(try MasterKey.load(environment: [:], path: self.path, whenMissing: .refuse).id == Fixed.masterKey.id)
    }

    @Test("gives a whole ring to whoever reads it while it is replaced")
    func raced() async throws {
        let path = self.path
        let source = MasterKeySource(environment: [:], path: path)
        _ = try KeyRing.load(from: source, whenMissing: .create)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<20 { try KeyRing(MasterKey.generate(), earlier: [.generate()]).replaceFile(at: path) }
                }
                group.addTask {
                    for _ in 0..<40 { _ = try KeyRing.load(from: source, whenMissing: .refuse) }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("may be the variable instead, with more than one key in it")
    func variable() throws {
        let text = "\(Fixed.masterKey.text.reveal()) \(Fixed.otherMasterKey.text.reveal())"
        let source = MasterKeySource(environment: [MasterKey.variable: text], path: self.path)
        let ring = try KeyRing.load(from: source, whenMissing: .refuse)
        #expect(ring.current.id == Fixed.masterKey.id)
        #expect(ring.earlier.map(\.id) == [Fixed.otherMasterKey.id])
    }
}
