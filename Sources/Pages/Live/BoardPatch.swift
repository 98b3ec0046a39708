import Foundation

/// What changed on the board between two looks at it.
///
/// As JSON: `{"now":1795325577,"stale":false,"parts":[{"key":"cell/RING-7/kiel","tone":"sent",
/// "texts":{"shown":"3","wanted":"5"},"times":{"since":1795325570}}]}`. A part always comes whole.
public struct BoardPatch: Sendable, Hashable, Encodable {
    /// The server's clock, whole seconds since 1970; the page shows ages by it.
    public let now: Int
    /// Rows or connections came or went: the page offers to show the list anew.
    public let stale: Bool
    public let parts: [Part]

    /// Everything, for a page that has just connected.
    public init(all view: BoardView) {
        self.now = Int(view.now.timeIntervalSince1970)
        self.stale = false
        self.parts = view.parts
    }

    /// Only what differs. Ages are no difference: they grow in the page.
    public init(from old: BoardView, to new: BoardView) {
        let before = Dictionary(old.parts.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        let parts = new.parts
        self.now = Int(new.now.timeIntervalSince1970)
        self.stale = Set(before.keys) != Set(parts.map(\.key))
        self.parts = parts.filter { before[$0.key] != $0 }
    }

    /// Nothing worth sending.
    public var isEmpty: Bool { self.parts.isEmpty && !self.stale }
}
