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

    public static func text(of id: UUID) -> String {
        String(unsafeUninitializedCapacity: 36) { memory in
            var place = 0
            withUnsafeBytes(of: id.uuid) { bytes in
                for (index, byte) in bytes.enumerated() {
                    if index == 4 || index == 6 || index == 8 || index == 10 {
                        memory[place] = UInt8(ascii: "-")
                        place += 1
                    }
                    memory[place] = Self.digit(byte >> 4)
                    memory[place + 1] = Self.digit(byte & 15)
                    place += 2
                }
            }
            return place
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

    /// The id that a text is, in capital letters too.
    public static func id(_ text: String) -> UUID? {
        var text = text
        return text.withUTF8 { Self.read($0) } ?? UUID(uuidString: text)
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
