public import Foundation

/// Ids as the text that SQLite keeps: 36 characters, lower case.
public enum IDText {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Appends the 36 characters of an id.
    public static func write(_ id: UUID, to memory: inout [UInt8]) {
        withUnsafeBytes(of: id.uuid) { bytes in
            Self.digits.withUnsafeBufferPointer { digits in
                for (index, byte) in bytes.enumerated() {
                    if index == 4 || index == 6 || index == 8 || index == 10 { memory.append(UInt8(ascii: "-")) }
                    memory.append(digits[Int(byte >> 4)])
                    memory.append(digits[Int(byte & 15)])
                }
            }
        }
    }

    /// The id that is written exactly so; `nil` for any other text, capital letters included.
    public static func read(_ text: UnsafeBufferPointer<UInt8>) -> UUID? {
        guard text.count == 36 else { return nil }
        var id: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        let isID = withUnsafeMutableBytes(of: &id) { bytes in
            var place = 0
            for index in 0..<16 {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    guard text[place] == UInt8(ascii: "-") else { return false }
                    place += 1
                }
                guard let high = Self.value(text[place]), let low = Self.value(text[place + 1]) else { return false }
                bytes[index] = high << 4 | low
                place += 2
            }
            return true
        }
        return isID ? UUID(uuid: id) : nil
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 97...102: digit - 87
        default: nil
        }
    }
}
