import Foundation

/// How much of a password is its owner's own, when everything that is tried first is taken out.
///
/// A list of common passwords alone is of little use where 15 characters are asked for: of Django's 20,000 not one in five
/// hundred is that long. What people then choose is a few common pieces in a row (`Summer2026Password!`). So the
/// text is cut into pieces in the cheapest way, and the cost counts as its length:
///
/// - a common word, a word of the member's own, a run (`abcd`, `4321`, `qwert`) or a year: 2
/// - the repetition of what stands before it, however long: 1
/// - any other character: 1
///
/// Four unrelated common words pass (8), three do not (6). Work is bounded: the first 128 characters are
/// looked at, 64 back and 32 ahead from each.
struct Guessing {
    static let leastOwnLength = 8
    /// Code points of the longest piece that is looked up.
    static let longestPiece = 32
    private static let farthestRepeat = 64
    private static let farthest = 128
    private static let pieceCost = 2

    let common: CommonPasswords
    let person: PersonalWords

    /// The cheapest way to the end, one character after the other.
    func ownLength(of text: String) -> Int {
        let forms = Self.forms(of: text).map { Array($0.unicodeScalars.prefix(Self.farthest)) }
        let length = forms[0].count
        var cheapest = [0] + Array(repeating: Int.max, count: length)
        for start in 0..<length {
            let soFar = cheapest[start]
            cheapest[start + 1] = min(cheapest[start + 1], soFar + 1)
            for word in self.words(forms, from: start) {
                cheapest[start + word] = min(cheapest[start + word], soFar + Self.pieceCost)
            }
            for again in Self.repetitions(forms[0], from: start) {
                cheapest[start + again] = min(cheapest[start + again], soFar + 1)
            }
        }
        return cheapest[length]
    }

    /// Lengths of the common pieces that begin at `start`, in any form: `P@ssw0rd` is one, and so is the `1234` after it.
    private func words(_ forms: [[Unicode.Scalar]], from start: Int) -> Set<Int> {
        var lengths: Set<Int> = []
        for form in forms {
            var piece = String.UnicodeScalarView()
            for (index, scalar) in form[start...].prefix(Self.longestPiece).enumerated() {
                piece.append(scalar)
                guard index + 1 >= PersonalWords.shortest else { continue }
                let word = String(piece)
                if self.common.contains(folded: word) || self.person.words.contains(word) || Self.isRun(word) {
                    lengths.insert(index + 1)
                }
            }
        }
        return lengths
    }

    /// Lengths at which the text from `start` says again what stands right before it.
    private static func repetitions(_ text: [Unicode.Scalar], from start: Int) -> [Int] {
        stride(from: 1, through: min(Self.farthestRepeat, start, text.count - start), by: 1)
            .filter { text[(start - $0)..<start].elementsEqual(text[start..<(start + $0)]) }
    }

    /// A stretch of the alphabet, of the digits or of a keyboard's row, in either direction, or a year of living memory.
    private static func isRun(_ piece: String) -> Bool {
        if piece.utf8.count == 4, let year = Int(piece), (1900...2099).contains(year) { return true }
        return Self.runs.contains(piece)
    }

    /// Every stretch of three or more of every row.
    private static let runs: Set<String> = {
        let rows = [
            "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm",
            "azertyuiop", "qsdfghjklm", "wxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
            "1q2w3e4r5t6y7u8i9o0p", "йцукенгшщзх", "фывапролдж", "ячсмитьбю",
        ]
        let both = rows.map { Array(Self.folded($0)) }.flatMap { [$0, $0.reversed()] }
        return Set(
            both.flatMap { row in
                row.indices.flatMap { start in
                    stride(from: start + PersonalWords.shortest, through: row.count, by: 1)
                        .map { String(row[start..<$0]) }
                }
            })
    }()

    /// Small letters without marks, so that `Élan` and `elan` are one word.
    static func folded(_ text: String) -> String {
        text.precomposedStringWithCompatibilityMapping
            .folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    }

    /// The folded text as it is, and with figures read as letters, where `1` is an `l` or an `i`. All of one length.
    static func forms(of text: String) -> [String] {
        let plain = Self.folded(text)
        return [plain, Self.letters(plain, one: "l"), Self.letters(plain, one: "i")]
    }

    private static func letters(_ text: String, one: Unicode.Scalar) -> String {
        var letters = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0": letters.append("o")
            case "1", "!", "|": letters.append(one)
            case "3", "€": letters.append("e")
            case "4", "@": letters.append("a")
            case "5", "$": letters.append("s")
            case "7", "+": letters.append("t")
            case "8": letters.append("b")
            default: letters.append(scalar)
            }
        }
        return String(letters)
    }
}
