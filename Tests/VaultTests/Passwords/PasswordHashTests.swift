import Foundation
import Testing

@testable import Vault

/// The least work there is, for tests of everything but the work.
let cheap = PasswordCost(logN: 4, r: 1, p: 1) ?? .standard

@Suite("Stored passwords")
struct PasswordHashTests {
    let password: Password

    init() throws {
        self.password = try Password("correct horse battery staple")
    }

    /// RFC 7914, section 12, the second and third vector. (The first has an empty password, which nobody can have.)
    @Test(
        "scrypt gives the published keys",
        arguments: [
            (
                "password", "NaCl", 10, 8, 16,
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                    + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
            ),
            (
                "pleaseletmein", "SodiumChloride", 14, 8, 1,
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                    + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
            ),
        ])
    func published(password: String, salt: String, logN: Int, r: Int, p: Int, key: String) throws {
        let cost = try #require(PasswordCost(logN: logN, r: r, p: p))
        let made = Scrypt.derive(Array(password.utf8), salt: Array(salt.utf8), cost: cost, length: 64)
        #expect(Hex.encode(made) == key)
    }

    @Test("match the password they were made from and no other")
    func matching() throws {
        let hash = PasswordHash(self.password, cost: cheap)
        #expect(hash.matches(self.password))
        #expect(!hash.matches(try Password("correct horse battery stapl")))
    }

    @Test("cost 32 MiB today")
    func today() throws {
        let hash = PasswordHash(self.password)
        #expect(hash.text.reveal().hasPrefix("$scrypt$ln=15,r=8,p=3$"))
        #expect(!hash.needsUpgrade())
        #expect(hash.cost.memory == 32 << 20)
    }

    @Test("are read back from their text, and match then")
    func text() throws {
        let hash = PasswordHash(self.password, cost: cheap)
        let read = try #require(PasswordHash(text: hash.text.reveal()))
        #expect(read == hash)
        #expect(read.matches(self.password))
    }

    @Test("of one password differ by their salt")
    func salt() {
        #expect(PasswordHash(self.password, cost: cheap) != PasswordHash(self.password, cost: cheap))
    }

    @Test("match whichever way an accented letter was typed")
    func normalised() throws {
        let hash = PasswordHash(try Password("Crème brûlée ﬁn"), cost: cheap)
        #expect(hash.matches(try Password("Cre\u{300}me bru\u{302}le\u{301}e fin")))
    }

    @Test(
        "that we did not write, or that would cost too much, are not read",
        arguments: [
            "", "$", "scrypt", "$scrypt$ln=4,r=1,p=1$AAAAAAAAAAA$",
            "$bcrypt$ln=4,r=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=04,r=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,p=1,r=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=30,r=8,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=19,r=8,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=15,r=8,p=99999999999999999999$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=-4,r=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=1,p=1$AAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=1,p=1$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=1,p=1$AAAAAAAAAAB$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$ln=4,r=1,p=1$AAAAAAAAAAA$AAAA$",
        ])
    func unread(text: String) {
        #expect(PasswordHash(text: text) == nil)
    }

    @Test("are read from another program at the cost it chose")
    func foreign() throws {
        let hash = try #require(PasswordHash(text: "$scrypt$ln=4,r=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"))
        #expect(hash.cost == cheap)
        #expect(!hash.matches(self.password))
    }

    @Test("are made anew when the cost has risen, and not when it was higher")
    func upgrade() throws {
        let hash = PasswordHash(self.password, cost: cheap)
        let dearer = try #require(PasswordCost(logN: 4, r: 1, p: 2))
        #expect(!hash.needsUpgrade(to: cheap))
        #expect(hash.needsUpgrade(to: dearer))
        #expect(!PasswordHash(self.password, cost: dearer).needsUpgrade(to: cheap))
        #expect(hash.needsUpgrade())
    }

    @Test("match nobody where there is no account")
    func nobody() {
        #expect(!PasswordHash.matchesNobody(self.password, cost: cheap))
    }

    @Test("show nothing of themselves")
    func masked() {
        let hash = PasswordHash(self.password, cost: cheap)
        let shown = MaskingTests.printed([hash, self.password] as [Any])
        #expect(!shown.contains("correct"))
        #expect(!shown.contains(hash.text.reveal().suffix(20)))
    }

    @Test("take no more memory or work than the limits, whatever a row says")
    func limits() {
        let costs = (0...24).flatMap { logN in (0...40).map { PasswordCost(logN: logN, r: $0, p: 16) } }
        #expect(costs.compactMap { $0 }.allSatisfy { $0.memory <= 256 << 20 && $0.memory * $0.p <= 2 << 30 })
        #expect(PasswordCost(logN: 17, r: 8, p: 1) != nil)
        #expect(PasswordCost(logN: 16, r: 1, p: 1) == nil)
    }
}
