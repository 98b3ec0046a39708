import ConnectorKit
import Foundation
import Records
import Store
public import Vault

/// A workspace's credentials as Fernet tokens in JSON Lines: to take them elsewhere, and to bring them back.
///
/// One line for each secret: whose it is in plain words, and the secret under the caller's Fernet key. Any Fernet implementation
/// opens it: `Fernet(key).decrypt(line["fernet"])` is the JSON of the secret.
struct CredentialLine: Codable, Sendable, Hashable {
    enum Kind: String, Codable, Sendable {
        /// An object of the fields that the merchant typed.
        case credentials
        /// `{"secret": …}`: what the shop signs its webhooks with.
        case webhook
        /// Access and refresh token with their times.
        case tokens
    }

    var connection: UUID
    var name: String
    var channel: String
    var address: String
    var kind: Kind
    /// The shop's id at the channel, beside its tokens.
    var remoteID: String?
    var fernet: String
}

/// Writes a workspace's credentials under a Fernet key.
public struct ExportCredentials: Sendable {
    let key: FernetKey

    public init(key: FernetKey) { self.key = key }

    /// - Returns: JSON Lines, and how many.
    public func run(_ desk: Desk) async throws -> (lines: Data, count: Int) {
        let (records, tokens) = try await desk.read { db in
            let records = try ConnectionRecords.all(db)
            let tokens = try records.map { try ConnectionTokenRecords.load(db, $0.id) }
            return (records, tokens)
        }
        let lines = try await SealedCredentials.opening(desk) { sealed in
            try zip(records, tokens).flatMap { record, token in
                try self.lines(record, token, sealed, now: desk.now)
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = Data()
        for line in lines { data += try encoder.encode(line) + Data("\n".utf8) }
        // Before anybody has them.
        let count = lines.count
        try await desk.write { try desk.audit($0, .secretsExported, ["secrets": "\(count)"]) }
        return (data, count)
    }

    private func lines(
        _ record: ConnectionRecord, _ token: ConnectionTokenRecord?, _ sealed: SealedCredentials, now: Date
    ) throws -> [CredentialLine] {
        let encoder = JSONEncoder()
        func line(_ kind: CredentialLine.Kind, _ secret: Data, of remoteID: String? = nil) throws -> CredentialLine {
            CredentialLine(
                connection: record.id, name: record.name, channel: record.channel, address: record.address, kind: kind,
                remoteID: remoteID, fernet: try Fernet(key: self.key).seal(Array(secret), now: now))
        }
        let credentials = try sealed.openCredentials(record.credentials, connection: record.id)
        let webhook = try sealed.openWebhookSecret(record.webhookSecret, connection: record.id)
        var lines: [CredentialLine] = []
        if !credentials.isEmpty {
            lines.append(try line(.credentials, try encoder.encode(credentials.mapValues { $0.reveal() })))
        }
        lines.append(try line(.webhook, try encoder.encode(["secret": webhook.reveal()])))
        if let token {
            let tokens = try sealed.openTokens(token.tokens, connection: record.id)
            lines.append(try line(.tokens, try encoder.encode(tokens), of: token.remoteID))
        }
        return lines
    }
}

/// What an import has done.
public struct ImportedCredentials: Sendable, Hashable, Encodable {
    public var taken: Int
    /// Connections of the file that this workspace does not have; nothing was changed for them.
    public var unknown: [String]
}

/// Reads what `ExportCredentials` or another Fernet implementation wrote into connections that are there: by id, else by
/// channel and name. All of the file or nothing.
public struct ImportCredentials: Sendable {
    let key: FernetKey
    let bytes: Data

    /// Bytes of a file; one of 10,000 connections has 10 MB.
    public static let longest = 64 << 20

    public init(key: FernetKey, bytes: Data) {
        self.key = key
        self.bytes = bytes
    }

    /// - Throws: `OperationError.invalid` with the line's number, `FernetError` where the key is another.
    public func run(_ desk: Desk) async throws -> ImportedCredentials {
        let lines = try self.lines()
        return try await desk.write { db in
            let sealed = try SealedCredentials(db, desk)
            var done = ImportedCredentials(taken: 0, unknown: [])
            for (line, secret) in lines {
                guard let record = try Self.record(db, line) else {
                    if !done.unknown.contains(line.name) { done.unknown.append(line.name) }
                    continue
                }
                try Self.store(line, secret, record, sealed, db, desk)
                done.taken += 1
            }
            try desk.audit(db, .secretsImported, ["secrets": "\(done.taken)"])
            return done
        }
    }

    private func lines() throws -> [(CredentialLine, Data)] {
        var lines: [(CredentialLine, Data)] = []
        for (index, text) in self.bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let line = try? JSONDecoder().decode(CredentialLine.self, from: text) else {
                throw OperationError.invalid(field: "line \(index + 1)", reason: "It is not what vault export writes.")
            }
            let secret = Data(try Fernet(key: self.key).open(line.fernet, now: .distantPast))
            guard Self.isReadable(line.kind, secret) else {
                throw OperationError.invalid(field: "line \(index + 1)", reason: "Its secret is of another kind.")
            }
            lines.append((line, secret))
        }
        return lines
    }

    private static func isReadable(_ kind: CredentialLine.Kind, _ secret: Data) -> Bool {
        switch kind {
        case .credentials: (try? JSONDecoder().decode([String: String].self, from: secret)) != nil
        case .webhook: (try? JSONDecoder().decode([String: String].self, from: secret))?["secret"] != nil
        case .tokens: (try? JSONDecoder().decode(OAuthTokens.self, from: secret)) != nil
        }
    }

    private static func record(_ db: any SQLConnection, _ line: CredentialLine) throws -> ConnectionRecord? {
        let found = try ConnectionRecords.load(db, line.connection) ?? ConnectionRecords.find(db, name: line.name)
        return found?.channel == line.channel ? found : nil
    }

    private static func store(
        _ line: CredentialLine, _ secret: Data, _ record: ConnectionRecord, _ sealed: SealedCredentials,
        _ db: any SQLConnection, _ desk: Desk
    ) throws {
        let decoder = JSONDecoder()
        switch line.kind {
        case .credentials:
            let fields = try decoder.decode([String: String].self, from: secret).mapValues { Secret($0) }
            try ConnectionRecords.setCredentials(
                db, record.id, address: record.address,
                credentials: try sealed.seal(credentials: fields, connection: record.id), settings: record.settings)
        case .webhook:
            let text = try decoder.decode([String: String].self, from: secret)["secret"] ?? ""
            try ConnectionRecords.setWebhookSecret(
                db, record.id, try sealed.seal(webhookSecret: Secret(text), connection: record.id))
        case .tokens:
            let tokens = try decoder.decode(OAuthTokens.self, from: secret)
            try ConnectionTokenRecords.put(
                db, record.id,
                try ConnectionTokenRecord(
                    tokens, of: line.remoteID, connection: record.id, sealed: sealed, at: desk.now))
        }
        try Steering.tell(
            db, desk, "connection.credentials-imported", record,
            "The \(line.kind.rawValue) of \(record.name) came from a file.")
    }
}
