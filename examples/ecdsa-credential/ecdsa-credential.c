/* Shows that an issuer signed a document that meets public conditions, and nothing else about it.

   Public input: the issuer's public key on P-256 (x and y, 32 bytes each, highest first), a scope (32 bytes), and the
   question, lines of text, each with its line feed:

       on 2026-11-22             the date of the check; the document has not expired then
       over 18                   at least this many years old; up to 3 digits
       country in AT DE FR       of one of these countries

   The date is first, followed by at least one condition; all have to hold. Private input: the signature (r and s, 32 bytes
   each, as in COSE and JWS) by ECDSA over the SHA-256 of the document, the holder's secret (32 bytes), and the document:

       name: Ada Example
       birth: 1999-01-31
       country: AT
       number: P1234567
       expires: 2036-05-31
       holder: SHA-256("holder" || secret) in 64 lower-case hexadecimal digits

   Output: the question and the line "nullifier " with SHA-256("nullifier" || secret || scope) in hexadecimal digits, which
   is the same whenever the same holder answers in the same scope. Neither the document nor its signature could take the
   place of the secret: the issuer knows both, documents can be guessed, and a second signature (r, -s) is as good as the
   first. Exit code 1: another signature or secret, expired, or a condition does not hold; 2: the input is malformed. */
#include "limpid.h"
#include "string.h"
#include "zkvm_accelerators.h"

enum { REFUSED = 1, MALFORMED = 2 };
enum { DIGEST = 32, COUNTRY = 2, LONGEST_QUESTION = 256, LONGEST_DOCUMENT = 512 };

static struct {
    zkvm_secp256r1_pubkey issuer;
    uint8_t scope[DIGEST];
    char question[LONGEST_QUESTION + 1];
} asked;

static struct {
    zkvm_secp256r1_signature signature;
    uint8_t secret[DIGEST];
    char document[LONGEST_DOCUMENT + 1];
} held;

/* Text that is left to be read. */
typedef struct {
    const char *at, *end;
} text;

/* What the conditions are about. Dates are numbers YYYYMMDD. */
typedef struct {
    uint32_t birth, expires;
    const char *country;
} document;

static _Noreturn void end(int code, const char *message)
{
    write(DEBUG, message, strlen(message));
    write(DEBUG, "\n", 1);
    exit(code);
}

/* Whether the text goes on with `words`, which are then taken. */
static bool take(text *text, const char *words)
{
    size_t length = strlen(words);
    if ((size_t)(text->end - text->at) < length || memcmp(text->at, words, length) != 0)
        return false;
    text->at += length;
    return true;
}

/* A whole number of up to `most` digits, and how many there are. */
static size_t take_number(text *text, size_t most, uint32_t *number)
{
    size_t digits = 0;
    *number = 0;
    for (; digits < most && text->at < text->end && *text->at >= '0' && *text->at <= '9'; digits++)
        *number = 10 * *number + (uint32_t)(*text->at++ - '0');
    return digits;
}

/* A date as YYYY-MM-DD. Days are not counted by month: only their order matters. */
static bool take_date(text *text, uint32_t *date)
{
    uint32_t year, month, day;
    if (take_number(text, 4, &year) != 4 || !take(text, "-") || take_number(text, 2, &month) != 2 ||
        !take(text, "-") || take_number(text, 2, &day) != 2)
        return false;
    *date = 10000 * year + 100 * month + day;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static const char *take_country(text *text)
{
    const char *country = text->at;
    if (text->end - country < COUNTRY)
        return 0;
    for (; text->at < country + COUNTRY; text->at++)
        if (*text->at < 'A' || *text->at > 'Z')
            return 0;
    return country;
}

/* What is left of a line, which must not be nothing. */
static bool take_rest(text *text)
{
    const char *start = text->at;
    while (text->at < text->end && *text->at != '\n')
        text->at++;
    return text->at > start;
}

/* The SHA-256 of a tag of at most 16 bytes, 32 bytes and up to 32 more, in hexadecimal digits that end with 0. */
static void hash(char digits[2 * DIGEST + 1], const char *tag, const uint8_t *first, const uint8_t *second,
                 size_t length)
{
    uint8_t message[16 + 2 * DIGEST];
    zkvm_sha256_hash digest;
    size_t start = strlen(tag);
    memcpy(message, tag, start);
    memcpy(message + start, first, DIGEST);
    memcpy(message + start + DIGEST, second, length);
    zkvm_sha256(message, start + DIGEST + length, &digest);
    for (int i = 0; i < DIGEST; i++) {
        digits[2 * i] = "0123456789abcdef"[digest.data[i] >> 4];
        digits[2 * i + 1] = "0123456789abcdef"[digest.data[i] & 15];
    }
    digits[2 * DIGEST] = 0;
}

static bool read_document(text left, document *document)
{
    char holder[2 * DIGEST + 1];
    bool complete = take(&left, "name: ") && take_rest(&left) && take(&left, "\nbirth: ") &&
                    take_date(&left, &document->birth) && take(&left, "\ncountry: ") &&
                    (document->country = take_country(&left)) && take(&left, "\nnumber: ") && take_rest(&left) &&
                    take(&left, "\nexpires: ") && take_date(&left, &document->expires) &&
                    take(&left, "\nholder: ") && left.end - left.at == 2 * DIGEST + 1 && left.end[-1] == '\n';
    if (!complete)
        return false;
    hash(holder, "holder", held.secret, 0, 0);
    if (!take(&left, holder))
        end(REFUSED, "The document is of another holder.");
    return true;
}

/* Ends the program unless the answer to the question is yes. */
static void answer(text left, const document *document)
{
    uint32_t date, years;
    bool asks = false;
    if (!take(&left, "on ") || !take_date(&left, &date) || !take(&left, "\n"))
        end(MALFORMED, "The question begins with no date.");
    if (document->expires < date)
        end(REFUSED, "The document has expired.");
    for (; left.at < left.end; asks = true) {
        bool listed = false;
        if (take(&left, "over ") && take_number(&left, 3, &years) > 0) {
            if (date < document->birth + 10000 * years)
                end(REFUSED, "The holder is younger.");
        } else if (take(&left, "country in")) {
            while (take(&left, " ")) {
                const char *country = take_country(&left);
                if (country == 0)
                    end(MALFORMED, "A country in the question has not two letters.");
                listed |= memcmp(country, document->country, COUNTRY) == 0;
            }
            if (!listed)
                end(REFUSED, "The country is none of those.");
        } else {
            end(MALFORMED, "The question has an unknown condition.");
        }
        if (!take(&left, "\n"))
            end(MALFORMED, "A line of the question does not end.");
    }
    if (!asks)
        end(MALFORMED, "The question has no condition.");
}

int main(void)
{
    size_t question = read(PUBLIC_INPUT, &asked, sizeof asked) - offsetof(__typeof__(asked), question);
    size_t length = read(PRIVATE_INPUT, &held, sizeof held) - offsetof(__typeof__(held), document);
    /* What is shorter than the parts in front is a huge length. */
    if (question > LONGEST_QUESTION)
        end(MALFORMED, "The public input is too short or too long.");
    if (length > LONGEST_DOCUMENT)
        end(MALFORMED, "The private input is too short or too long.");

    zkvm_sha256_hash digest;
    bool verified;
    zkvm_sha256((const uint8_t *)held.document, length, &digest);
    zkvm_secp256r1_verify(&digest, &held.signature, &asked.issuer, &verified);
    if (!verified)
        end(REFUSED, "The issuer did not sign this document.");

    document document;
    if (!read_document((text){held.document, held.document + length}, &document))
        end(MALFORMED, "The document is malformed.");
    answer((text){asked.question, asked.question + question}, &document);

    char nullifier[2 * DIGEST + 1];
    hash(nullifier, "nullifier", held.secret, asked.scope, DIGEST);
    write(PUBLIC_OUTPUT, asked.question, question);
    write(PUBLIC_OUTPUT, "nullifier ", 10);
    write(PUBLIC_OUTPUT, nullifier, 2 * DIGEST);
    write(PUBLIC_OUTPUT, "\n", 1);
    return 0;
}
