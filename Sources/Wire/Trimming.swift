import Foundation

extension StringProtocol where UTF8View: BidirectionalCollection {
    /// Without white space and line ends at either side. Most texts have none there, and then nothing is looked up.
    public var withoutOuterSpace: String {
        let bytes = self.utf8
        func isPlain(_ byte: UInt8?) -> Bool { byte.map { $0 > 32 && $0 < 128 } ?? true }
        if isPlain(bytes.first), isPlain(bytes.last) { return String(self) }
        return self.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
