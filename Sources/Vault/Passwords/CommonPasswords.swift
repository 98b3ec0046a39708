import Foundation

/// What is tried first: passwords known from breaches and the words they are built from.
///
/// Two sources. `builtIn` is a short list of stems that we wrote ourselves and is always there. A longer one is read from a
/// file of one password a line: `bin/setup` installs the 20,000 of Django (the most frequent in public breaches) from PyPI,
/// and any other such list will do. Neither is all that was ever breached; for that see `BreachedPasswords`.
public struct CommonPasswords: Sendable {
    /// A file longer than this is not read: 64 MiB, some six million lines.
    static let longestFile = 64 << 20

    /// Folded, 1 to `Guessing.longestPiece` code points.
    private let entries: Set<String>

    /// How many there are.
    public var count: Int { self.entries.count }

    public init(_ lines: some Sequence<some StringProtocol>) {
        self.entries = Set(CommonStems.all + lines.map { Guessing.folded(String($0)) }.filter { !$0.isEmpty })
    }

    /// Without any file.
    public static let builtIn = CommonPasswords([String]())

    /// Reads one password a line in UTF-8; white space around it is ignored.
    ///
    /// - Throws: What reading the file throws; `CocoaError(.fileReadTooLarge)` above 64 MiB.
    public init(file path: String) throws {
        let handle = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? handle.close() }
        let data = try handle.read(upToCount: Self.longestFile + 1) ?? Data()
        guard data.count <= Self.longestFile else { throw CocoaError(.fileReadTooLarge) }
        let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
        self.init(lines.map { $0.trimmingCharacters(in: .whitespaces) })
    }

    /// Whether the whole text is on the list, capitals and figures for letters apart.
    func contains(_ text: String) -> Bool {
        Guessing.forms(of: text).contains(where: self.entries.contains)
    }

    /// Whether a part of a password, folded already, is on the list.
    func contains(folded piece: String) -> Bool { self.entries.contains(piece) }
}
