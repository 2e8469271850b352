/* SPDX-License-Identifier: MIT */
#include "receipt_words.h"

#include <string.h>
#include <utf8proc.h>

#include "../../drivers/text.h"

enum { LATIN_END = 0x250, CJK_START = 0x2E80 };

/* In small letters, one blank between words, | between entries. */
static const char *const lists[WORDS_SORTS] = {
    [WORDS_COPY] =
        "copy|receipt copy|duplicate|duplicated|reprint|reprinted|re print|copie|duplicata|"
        "réimpression|duplikat|kopie|zweitschrift|nachdruck|wiederholungsdruck|copia|duplicado|"
        "reimpresión|reimpreso|duplicato|ristampa|kopia|wtórnik|wydruk powtórny|kopi|kopio|"
        "herdruk|segunda via|2 via|2a via|reimpressão|kópia|másolat|opis|kopija|copie bon|"
        "αντίγραφο|копия|дубликат|копія|kopya|suret|再発行|再印刷|控え|副本|重印|补打|사본|재발행",
    [WORDS_VOID] =
        "void|voided|cancelled|canceled|cancelled sale|training|training mode|"
        "training receipt|not a receipt|this is not a receipt|not a valid receipt|"
        "not valid as receipt|draft|proforma|pro forma|proforma invoice|pro forma invoice|"
        "credit note|credit memo|suspended|suspended sale|parked|parked sale|saved sale|"
        "on hold|layaway|gift receipt|x report|z report|x reading|z reading|end of day|"
        "cash report|no sale|paid out|pay out|paid in|cash drop|pre bill|prebill|pre check|"
        "pro forma bill|storno|stornobeleg|stornorechnung|storniert|gutschrift|"
        "training modus|trainingsmodus|trainingsbeleg|trainingsbon|übungsmodus|übung|"
        "schulung|schulungsmodus|kein kassenbeleg|kein beleg|keine rechnung|"
        "dies ist keine rechnung|entwurf|zwischenrechnung|zwischenbon|interimsrechnung|"
        "proformarechnung|tagesabschluss|kassenabschluss|kassensturz|x bericht|z bericht|"
        "x bon|z bon|annulé|annulée|annulation|ticket annulé|vente annulée|facture d avoir|"
        "mode formation|mode école|brouillon|note provisoire|pré addition|pre note|"
        "ticket provisoire|ceci n est pas un ticket|ticket en attente|clôture de caisse|"
        "rapport x|rapport z|ticket z|ticket x|anulado|anulada|anulación|venta anulada|"
        "ticket anulado|nota de crédito|modo formación|modo entrenamiento|entrenamiento|"
        "formación|borrador|pre cuenta|precuenta|prefactura|cierre de caja|informe x|"
        "informe z|corte x|corte z|annullato|annullata|annullo|scontrino annullato|"
        "nota di credito|modalità training|addestramento|bozza|preconto|chiusura cassa|"
        "chiusura fiscale|geannuleerd|creditnota|oefenmodus|voorlopige rekening|"
        "dagafsluiting|anulowano|anulowany|anulowana|paragon anulowany|faktura korygująca|"
        "korekta|tryb szkoleniowy|szkolenie|wersja robocza|rachunek wstępny|raport dobowy|"
        "cancelado|cancelada|venda cancelada|estorno|modo treino|treino|modo treinamento|"
        "treinamento|rascunho|pré conta|conta provisória|consulta de mesa|fecho de caixa|"
        "redução z|leitura x|makulerad|makulerat|annulleret|annullert|mitätöity|stornováno|"
        "sztornó|anulat|iptal|отмена|аннулировано|取消|取消し|作废",
    [WORDS_KITCHEN] =
        "kitchen|kitchen order|kitchen copy|küche|küchenbon|bestellbon|cuisine|"
        "bon de cuisine|cocina|comanda|comanda cocina|cucina|keuken|keukenbon|kuchnia|cozinha",
    [WORDS_HEAD] =
        "return|refund|returned|exchange return|sales return|retoure|rückgabe|warenrücknahme|"
        "retour|remboursement|avoir|devolución|reembolso|reso|rimborso|terugbetaling|"
        "retourbon|zwrot|devolução|retur|palautus|vratka|iade|возврат|返品|返金|退款|退货|"
        "quotation|"
        "quote|estimate|angebot|kostenvoranschlag|devis|presupuesto|cotización|preventivo|"
        "offerte|wycena|orçamento|見積書",
    [WORDS_UNPAID] = "not paid|unpaid|payment due|nicht bezahlt|unbezahlt|offene rechnung|"
                     "non payé|non payée|impayé|impayée|no pagado|no pagada|pendiente de pago|"
                     "non pagato|da pagare|niet betaald|onbetaald|nie zapłacono|niezapłacone|"
                     "não pago|por pagar|ej betald|ikke betalt|未払い|未支付|未付款",
    [WORDS_PAPER] =
        "receipt|receipts|invoice|bill|ticket|check|order|sale|transaction|slip|of|no|nr|number|"
        "the|this|is|original|a|beleg|bon|kassenbon|kassenbeleg|quittung|"
        "rechnung|von|des|der|zu|reçu|facture|note|de|du|la|le|n|nº|ticket de caisse|recibo|"
        "factura|venta|del|número|scontrino|ricevuta|fattura|di|kassabon|factuur|bonnetje|van|"
        "paragon|rachunek|faktura|fiskalny|do|talão|fatura|conta|kvitto|kvittering|kuitti|"
        "účtenka|nyugta|számla|чек|领收书|レシート|領収書|領収証|小票",
    [WORDS_PAYMENT] =
        "k net|knet card|bc amt|card "
        "amt|debetkort|bankomat|八達通|فوری|کارت|نقد|карта|kaarten|kaart|transfer|transfert|mobile "
        "money|momo|orange money|"
        "efectiu|targeta|canvi|lliurat|nets|chk tend|visa ending|mastercard ending|amex "
        "ending|card ending|online bezahlt|firmenkarte|guthabenkarte|mitarbeiterkarte|"
        "mc|prepaid|prepaid online|paid online|online payment|room charge|charge to room|on "
        "account|"
        "نقدا|نقدي|نقداً|الباقي|المدفوع|بطاقة|شبكة|مدى|מזומן|אשראי|עודף|כרטיס אשראי|שולם|"
        "cash usd|cash sale|credit card sale|card sale|card payment|tend|debit tend|debit card|"
        "eftpos|efectivo mxn|tarjeta débito|tarjeta debito|débito|debito|crédito|credito|"
        "mercado pago|yape|nequi|zelle|venmo|cashapp|cash app|snap|ebt|paytm|phonepe|gpay|"
        "gcash|grabpay|ovo|gopay|qris|promptpay|zalopay|vietqr|wechat|alipay|octopus|ez link|"
        "paynow|klarna|payconiq|maestro|vpay|electron|sodexo|edenred|ticket resto|"
        "ticket restaurante|ecocheques|lunchcheques|pluxee|meal voucher|mastercard debit|"
        "visa debit|debit mastercard|visa credit|elektroninis|grynieji|grąža|kortele|"
        "skaidra nauda|atlikums|maksājumu karte|sularaha|kaart|vahetusraha|reiðufé|"
        "greiðslukort|til baka|hotovosť|platba kartou|platební karta|platobná karta|vrátiť|"
        "výdavok|výdej|gotovinsko|za vrnitev|vraćeno|povrat novca|kusur|banka kartı|"
        "kredi karti|nakit eur|bankovní karta|készpénz ft|bankkártya ft|numerar lei|card lei|"
        "rest de plata|μετρητα|πιστωτική|χρεωστική|готівкою|безготівкова|банківська карта|"
        "електронно|карткою|в брой|с карта|ресто|готовина|картица|повраћај|наличными rub|"
        "электронными|電子錢|信用卡|悠遊卡|現金支付|微信支付宝|银联|云闪付|储值卡|페이|카카오페이|"
        "체크카드|交通系|交通系ic|suica|quicpay|"
        "paypay|楽天ペイ|現計|お預|釣銭額|お返し|เงินสดรับ|รับเงิน|บัตรเครดิต|tiền khách đưa|khách đưa|"
        "tiền khách trả|chuyển khoản|bayar|dibayar|kartu debit|kartu kredit|baki|bayaran|sukli|"
        "cambio mxn|vuelto usd|bank|mada|knet|tunai|kembali|kembalian|tiền mặt|tiền thừa|"
        "tiền thối|เงินสด|เงินทอน|找贖|cash|cash received|cash tendered|amount tendered|tendered|"
        "tender|paid|amount paid|payment|change|change due|card|credit card|credit|debit|visa|"
        "mastercard|master card|amex|american express|discover|paypal|apple pay|google pay|"
        "interac|contactless|gift card|voucher|store credit|cheque|upi|mpesa|m pesa|bar|"
        "barzahlung|gegeben|gegeben bar|erhalten|bezahlt|rückgeld|wechselgeld|zurück|rückgabe|"
        "karte|kartenzahlung|ec karte|ec cash|ec|girocard|kreditkarte|gutschein|twint|postcard|"
        "lastschrift|espèces|especes|espèce|carte|carte bancaire|carte bleue|cb|cb emv|chèque|"
        "titre restaurant|ticket restaurant|rendu|rendu monnaie|monnaie|monnaie rendue|"
        "à rendre|payé|reçu|règlement|efectivo|tarjeta|tarjeta de crédito|tarjeta crédito|"
        "entregado|recibido|pagado|su pago|cambio|su cambio|vuelto|bizum|transferencia|vale|"
        "contanti|contante|pagamento contante|pagamento contanti|pagamento elettronico|carta|"
        "carta di credito|bancomat|pagato|importo pagato|resto|buoni pasto|satispay|contant|"
        "pin|pinbetaling|betaald|ontvangen|wisselgeld|terug|creditcard|bankkaart|bancontact|"
        "ideal|cadeaubon|cadeaukaart|gotówka|karta|karta płatnicza|zapłacono|wpłata|wpłacono|"
        "reszta|blik|bon towarowy|przelew|dinheiro|cartão|cartão de crédito|cartão de débito|"
        "cartão crédito|cartão débito|numerário|entregue|recebido|valor pago|pago|troco|"
        "multibanco|mb way|pix|kontant|kontanter|kort|bankkort|swish|växel|tillbaka|dankort|"
        "mobilepay|byttepenge|retur|vipps|veksel|kontantit|käteinen|kortti|pankkikortti|"
        "vaihtoraha|takaisin|hotovost|hotově|vráceno|vrátit|készpénz|bankkártya|visszajáró|"
        "numerar|card bancar|rest|gotovina|kartica|povrat|nakit|kredi kartı|para üstü|μετρητά|"
        "κάρτα|ρέστα|наличные|наличными|картой|карта|безналичными|получено|сдача|готівка|"
        "картка|решта|現金|お預り|お預かり|お預り金|預り|お釣り|おつり|お釣|釣銭|クレジット|カード|"
        "電子マネー|现金|支付宝|微信|微信支付|找零|实收|"
        "刷卡|현금|카드|신용카드|받은금액|거스름돈",
    [WORDS_BY] =
        "by|with|via|method|type|mode|approved|chip|emv|contactless|tap|swipe|mit|durch|art|"
        "par|avec|con|por|mediante|forma|di|con carta|met|per|door|przez|forma płatności|"
        "com|med|zahlart|zahlungsart|mode de paiement|forma de pago|betaalwijze|sposób",
    [WORDS_CHANGE] =
        "canvi|"
        "الباقي|עודף|your change|cg|chg|grąža|atlikums|vahetusraha|til baka|vrátiť|výdavok|"
        "za vrnitev|vraćeno|kusur|ρεστα|ресто|повраћај|お返し|baki|sukli|tiền thừa trả khách|"
        "trả lại|ทอน|change given|cash back|rückgeld bar|kembali|kembalian|tiền thừa|tiền thối|"
        "เงินทอน|找贖|change|change due|rückgeld|wechselgeld|zurück|rückgabe|rendu|rendu monnaie|"
        "monnaie|monnaie rendue|à rendre|cambio|su cambio|vuelto|resto|wisselgeld|terug|reszta|"
        "troco|växel|tillbaka|byttepenge|retur|veksel|vaihtoraha|takaisin|vráceno|vrátit|"
        "visszajáró|rest|povrat|para üstü|ρέστα|сдача|решта|お釣り|おつり|お釣|釣銭|找零|거스름돈",
    [WORDS_GIVEN] =
        "efectiu|lliurat|"
        "نقدا|نقداً|المدفوع|מזומן|cash tend|grynieji|skaidra nauda|sularaha|reiðufé|hotovosť|"
        "gotovinsko|в брой|готовина|готівкою|tiền khách đưa|khách đưa|bayar|รับเงิน|お預|현금|"
        "tunai|tiền mặt|เงินสด|cash|cash received|cash tendered|amount tendered|tendered|"
        "tender|bar|barzahlung|gegeben|gegeben bar|erhalten|espèces|espèce|reçu|efectivo|"
        "entregado|recibido|contanti|contante|pagamento contante|pagamento contanti|contant|"
        "ontvangen|gotówka|wpłata|wpłacono|dinheiro|numerário|entregue|recebido|kontant|"
        "kontanter|kontantit|käteinen|hotovost|hotově|készpénz|numerar|gotovina|nakit|μετρητά|"
        "наличные|наличными|получено|готівка|現金|お預り|お預かり|お預り金|預り|现金|实收|받은금액",
    [WORDS_TOTAL] =
        "за плащане|общо за плащане|вкупно за плаќање|за уплату|укупно за уплату|"
        "për pagesë|გადასახდელი|yekun məbləğ|ödəniləcək|ยอดชำระ|ยอดที่ต้องชำระ|"
        "รวมเงินทั้งสิ้น|चुकाने योग्य|देय राशि|कुल योग|कुल राशि|مبلغ قابل پرداخت|"
        "قابل پرداخت|المجموع الكلي|الإجمالي النهائي|صافي الفاتورة|סך הכל לתשלום|"
        "jumla kuu|bedrag betaalbaar|te betaal|"
        "zu bezahlen|noch zu zahlen|bitte zahlen|per pagar|import total|total a pagar eur|total da "
        "pagare|zu zahlender betrag|zahlsumme|kaufsumme|att betala sek|at betale dkk|å betale nok|"
        "الإجمالي شامل الضريبة|المبلغ المستحق|الصافي|المبلغ الإجمالي|סה כ לתשלום|לתשלום|"
        "amount to pay|total amount payable|net to pay|final total|final amount|total price|"
        "sum to pay|pay total|razem pln|zaplatiť|na úhradu|celkem kč|suma eur|do úhrady|"
        "za platiti|za uplatu|ukupno za plaćanje|za plačilo|de plata|total lei|apmokėti|mokėti|"
        "mokėtina suma|apmaksai|samaksai|tasuda|tasumisele|samtals til greiðslu|til greiðslu|"
        "totalbelopp|summa att betala|summa sek|yhteensä eur|loppusumma|ödenecek toplam|"
        "genel tutar|γενικό σύνολο|τελικό ποσό|к уплате|сумма к оплате|сума до сплати|"
        "разом до "
        "сплати|総額|お支払金額|お支払額|お支払い金額|ご請求額|請求金額|应付合计|實付金額|應付金額|"
        "应收合计|合计金额|받을금액|판매합계|총금액|"
        "합계금액|결제할금액|ยอดสุทธิ|ยอดรวมสุทธิ|สุทธิ|tổng thanh toán|thanh toán|phải trả|total bayar|"
        "jumlah bayar|total belanja|total tagihan|jumlah perlu dibayar|kabuuan|total a payer|"
        "solde à payer|total carte|total general|total mxn|total pesos|importe a pagar|"
        "total euros|total eur|total pago|total a cobrar|totale dovuto|netto a pagare|"
        "totale netto a pagare|total da conta|total r|valor total r|valor líquido|you pay|"
        "grand total|total due|amount due|balance due|total amount due|total to pay|to pay|"
        "amount payable|total payable|net payable|payable amount|net amount payable|bill total|"
        "order total|sale total|invoice total|receipt total|total inc|total incl|total inc tax|"
        "total incl tax|total inc vat|total incl vat|total including tax|total including vat|"
        "total inc gst|total incl gst|total with tax|gesamtbetrag|gesamtsumme|endbetrag|"
        "endsumme|rechnungsbetrag|zahlbetrag|zu zahlen|gesamt brutto|summe brutto|bruttosumme|"
        "total brutto|betrag zu zahlen|total ttc|ttc|montant ttc|net à payer|à payer|"
        "total à payer|montant à payer|montant dû|total a pagar|a pagar|importe total|"
        "total factura|total compra|total venta|neto a pagar|total con iva|total iva incl|"
        "total iva incluido|totale complessivo|totale euro|totale eur|importo totale|da pagare|"
        "totale da pagare|totale ivato|totale scontrino|te betalen|totaal te betalen|"
        "eindtotaal|totaalbedrag|totaal incl|totaal incl btw|do zapłaty|razem do zapłaty|"
        "suma pln|suma zł|razem brutto|kwota do zapłaty|valor total|total geral|valor a pagar|"
        "total com iva|total líquido|att betala|at betale|å betale|i alt|maksettava|"
        "maksettava yhteensä|celkem k úhradě|k úhradě|k platbě|fizetendő|fizetendő összesen|"
        "total de plată|total de plata|za plaćanje|ukupno za platiti|genel toplam|ödenecek|"
        "ödenecek tutar|πληρωτέο|συνολικό ποσό|итого к оплате|к оплате|до "
        "сплати|合計|合計金額|お買上合計|"
        "お会計|総合計|应付|应收|应付金额|总计|總計|합계|총액|결제금액",
    [WORDS_SUM] =
        "укупно|укупан износ|вкупен износ|shuma|totali|cəmi|yekun|სულ|รวมเงิน|"
        "จำนวนเงิน|सकल|សរុប|"
        "الإجمالي|المجموع|إجمالي|סה כ|סך הכל|net amount|net amt|amt|grand|tot|ttl|skupno|iznos|"
        "ukupan iznos|za plaćanje|summa kopā|viso eur|samtals|alls|сума|сумма|обща сума|вкупно|"
        "жами|барлығы|ჯამი|ընդամենը|جمع|جمع کل|कुल|योग|小計合計|總金額|總額|สุทธิ|ยอดรวม|tổng|tổng "
        "tiền|"
        "jumlah total|total harga|jumla|totaal bedrag|belopp|beløb|beløp|sum total|cyfanswm|"
        "guztira|iomlán|spolu|saldo|total|totals|sum|net total|balance|amount|summe|gesamt|"
        "betrag|somme|montant|importe|suma|totale|importo|totaal|bedrag|razem|kwota|soma|"
        "totalt|summa|att|yhteensä|celkem|összesen|ukupno|skupaj|toplam|tutar|σύνολο|итог|"
        "итого|всего|разом|всього|合计|金额|ikalt|jumlah|tổng cộng|รวม|รวมทั้งสิ้น|kokku|kopā|viso|"
        "общо",
    [WORDS_PART] =
        "rebate|rebates|reward|rewards|bonus|loyalty balance|cashback|disc|تخفیف|مالیات|"
        "السابق|ضريبة|قبل الضريبة|المجموع الفرعي|خصم|ضريبة القيمة المضافة|מע מ|הנחה|לפני מע מ|"
        "savings|you save|loyalty|balance before|opening balance|previous balance|card balance|"
        "points balance|available balance|mehrwertsteuer|zwischensumme|netto|ohne mwst|avant|"
        "mezisoučet|medzisúčet|pdv|ddv|pvm|pvn|käibemaks|vsk|tva|accise|hizmet|ara toplam|kdv|"
        "topkdv|matrah|υποσύνολο|αξία|ндс|пдв|скидка|знижка|ддс|отстъпка|税抜|税額|消費税等|残高|"
        "残額|找續|"
        "ส่วนลด|ภาษี|giảm giá|thuế|vat|ppn|pajak|diskon|potongan|sst|gct|kickback|cgst|sgst|"
        "igst|cess|round off|mrp|zniżka|rabaty|opakowania|kaucja|pant|pantti|panttimaksu|"
        "leergut|économisé|économies|ahorrado|ahorro|gespart|risparmio|bespaard|zaoszczędzono|"
        "poupança|subtotal|sub total|sub totals|sales total|tax|taxes|gst|hst|pst|qst|iva|mwst|"
        "ust|btw|ptu|moms|mva|alv|dph|áfa|φπα|net|nett|net of tax|ht|hors|excl|exc|before|"
        "without|discount|discounts|saved|you saved|rounding|items|item|qty|quantity|count|"
        "pieces|points|tip|gratuity|service|service charge|deposit|nettosumme|nettobetrag|"
        "steuer|steuern|rabatt|ersparnis|artikel|anzahl|positionen|punkte|trinkgeld|pfand|"
        "menge|sous total|taxe|remise|remises|articles|nb|nombre|pourboire|base|base imponible|"
        "impuesto|impuestos|cuota|descuento|descuentos|artículos|artículo|unidades|puntos|"
        "propina|neto|subtotale|imponibile|imposta|sconto|sconti|articoli|pezzi|punti|mancia|"
        "di cui iva|di cui|subtotaal|korting|artikelen|aantal|punten|fooi|belasting|"
        "suma częściowa|podsuma|rabat|upust|sprzedaż|sprzed|opodatkowana|kwota ptu|suma ptu|"
        "kwota a|kwota b|razem ptu|napiwek|punkty|pozycji|imposto|impostos|desconto|descontos|"
        "artigos|itens|qtd|gorjeta|pontos|tributos|delsumma|varav|herav|heraf|delsum|välisumma|"
        "základ|részösszeg|小計|税|消費税|内税|外税|税込|対象|点数|値引|割引|预付|优惠|折扣|数量|"
        "小计|소계|부가세|할인",
    [WORDS_INCLUDING] =
        "inc|incl|including|included|inclusive|with|inkl|inklusive|einschl|einschließlich|brutto|"
        "ttc|compris|incluse|avec|incluido|incluida|con|inclusa|inclusi|compresa|ivato|"
        "inclusief|z|wraz z|incluído|com|inklusiv|ink|med|sis|vč|včetně|bruttó|dahil|"
        "συμπ|вкл|включая|税込",
    [WORDS_NUMBER] =
        "fiche|billett|billettnr|billet|billetnr|biljett|biljet|billete|boleto|biglietto|bilhete|"
        "bilet|nr biletu|pilet|vstupenka|lístek|jízdenka|lístok|vozovnica|"
        "駐車券番号|券番号|整理番号|入場券番号|乗車券番号|승차권|입장권|门票|"
        "volgnr|volgnummer|lfd nr|laufende nr|løpenr|löpnr|løbenr|счет|счёт|bf|btw "
        "kasticket|kasticket|~ticket|"
        "rec|rec no|rec num|tkt|tkt no|tckt|rcp|si nr|kwit|pokwitowanie|nr dok|"
        "nr dokumentu|dokument|dok nr|doklad č|č dokladu|daňový doklad|číslo bločku|"
        "bizonylat|bizonylatszám|blokk|sorszám|bon fiscal nr|nr bon fiscal|"
        "касова бележка|фактура|накладна|рахунок|номер документа|сметка|фискална сметка|"
        "пфр број рачуна|pfr broj računa|broj fiskalnog računa|kupon|kupon tatimor|"
        "numri i faturës|nr fature|ჩეკი|ჩეკის ნომერი|ქვითარი|կտրոն|qəbz|çek|çek nömrəsi|"
        "chek|chek raqami|түбіртек|чек нөмірі|stakabadhi|namba ya risiti|risiti namba|"
        "kwitansie|strokie|derbynneb|admháil|rċevuta|رقم الايصال|رقم السند|سند|سند قبض|"
        "فاتوره|رقم العملية|شماره فاکتور|فاکتور|رسید|شماره رسید|עסקה|מספר עסקה|"
        "מספר חשבונית|חשבונית מספר|חשבונית קבלה|बिल|बिल नं|बिल संख्या|रसीद|रसीद संख्या|"
        "রশিদ|বিল|เลขที่ใบเสร็จ|ใบเสร็จเลขที่|เลขที่บิล|บิล|บิลเลขที่|số bill|bill số|"
        "chứng từ|số ct|bukti|no bukti|kwitansi|no kwitansi|no bon|レシートno|売上番号|売上no|"
        "明細番号|会計番号|单据号|单据编号|單據號|單據編號|票据号|收银单号|销售单号|账单|账单号|"
        "帳單|帳單號|賬單|賬單編號|發票號|영수번호|판매번호|"
        "매출번호|계산서번호|발행번호|"
        "~beleg|~rechnung|~quittung|~kvitto|~kvittering|~faktura|~kassabon|tiquet|tiquet "
        "núm|rebut|factura simplificada núm|txartela|talón|kvitturn|"
        "رقم الفاتورة|فاتورة|فاتورة ضريبية|فاتورة ضريبية مبسطة|رقم الإيصال|إيصال|חשבונית|"
        "חשבונית מס|קבלה|חשבונית מס קבלה|חשבון|coo|extrato|nfce|nfc|nf|cfe|r nr|re nr|rg nr|"
        "rech nr|bel nr|beleg no|quittungs nr|quittungsnr|bonnr|kassabonnr|rechnungsnr|"
        "receipt id|receipt code|rcpt|rct|rcpt no|recpt|inv|inv no|invoice id|bill id|"
        "cash memo|memo|cash bill|cash receipt|ticket id|num factura|no factura|no ticket|"
        "n ticket|nº ticket|n factura|n fra|num fra|tique|tique factura|ticket factura|"
        "comprobante|nro comprobante|boleta electrónica|boleta electronica|boleta de venta|"
        "factura de venta|documento equivalente|scontrino n|doc n|documento n|doc gestionale|"
        "fattura n|ricevuta n|facture n|note n|n facture|num facture|pièce|n pièce|"
        "kvittonummer|kvitteringsnummer|bong nr|bilagsnr|bilagsnummer|kvit|kuitti nro|"
        "kuitin nro|kuittinumero|kviitung|tšekk|arve|čeks|kvīts|kvitas|kvito|čekis|čekio|"
        "reikningur|kvittun|nóta|bločok|doklad číslo|pokladničný doklad|číslo dokladu|"
        "číslo účtenky|paragon č|račun št|račun br|broj računa|br računa|številka računa|"
        "fiskalni račun|бр рач|рачун|фискални рачун|бон|фискален бон|унп|квитанція|"
        "фіскальний чек|касовий чек|кассовый чек|фд|чек no|номер чека|fiş numarası|fatura no|"
        "belge no|belge|αριθμός "
        "απόδειξης|領収書no|伝票no|レシート番号|取引no|交易序号|交易流水号|交易号|小票|收据号|"
        "發票號碼|"
        "거래번호|거래no|전표번호|전표|ใบกำกับภาษี|ใบกำกับภาษีอย่างย่อ|số hóa đơn|số phiếu|mã hóa đơn|"
        "hoá đơn|no struk|no faktur|no transaksi|no resit|no invois|invois|no bil|bil|kuitansi|"
        "nomor|resibo|risiti|bonul nr|nr bon|bon nr|bf nr|chitanta|or no|si no|"
        "official receipt|sf|n scontr|scontr "
        "n|salgskvittering|barbeleg|kassabeleg|kassakvitto|verkaufsbeleg|"
        "barrechnung|kassaticket|num ticket|nota|no nota|struk|faktur|resit|hóa đơn|hđ|số hđ|"
        "phiếu|ใบเสร็จ|ใบเสร็จรับเงิน|เลขที่|αρ απόδειξης|απόδειξης|發票|單號|收據|receipt|invoice|"
        "tax invoice|sales receipt|sale receipt|bill|ticket|docket|slip|bon|beleg|kassenbon|"
        "kassenbeleg|rechnung|rechnungsnummer|rechnungs|belegnummer|bonnummer|"
        "beleg und rechnung|quittung|reçu|facture|ticket de caisse|note|recibo|factura|"
        "factura simplificada|fra simplificada|fact simp|boleta|nota de venta|scontrino|"
        "ricevuta|documento|doc|fattura|documento commerciale|kassabon|factuur|factuurnummer|"
        "kassabonnummer|paragon|paragon fiskalny|rachunek|faktura|nr paragonu|nr rachunku|"
        "nr wydr|wydruk|fatura|fatura recibo|fatura simplificada|talão|venda a dinheiro|cupom|"
        "cupom fiscal|nfc e|kvitto|kvittonr|bong|kvittering|bilag|kuitti|kuittinro|účtenka|"
        "doklad|paragonu|nyugta|nyugtaszám|számla|bonul|bon fiscal|chitanță|račun|fiş|fiş no|"
        "αποδειξη|απόδειξη|чек|чек "
        "номер|квитанция|レシート|伝票|伝票番号|領収書|領収証|取引番号|单号|小票号|流水号|票号|"
        "영수증|"
        "영수증번호",
    [WORDS_ORDER] =
        "pedido n|nº pedido|order number|order no|sale no|sale number|sale id|transaction no|"
        "transaction id|trans no|txn id|txn no|取引|取引番号|transaksi|id transaksi|commande n|"
        "vorgangs nr|vorgangsnummer|auftragsnr|bestell nr|bestellnr|замовлення|заказ номер|طلب|"
        "رقم الطلب|הזמנה|単号|訂單|đơn hàng|mã đơn|ออเดอร์|pesanan|no pesanan|narudžba|naročilo|"
        "comanda|užsakymas|tellimus|pasūtījums|pöntun|ordre|ordrenr|ordernr|tilaus|"
        "tilausnumero|zlecenie|nr zamówienia|zamówienie nr|tr|tran|trx|token|order|sale|"
        "transaction|trans|txn|check|chk|doc|folio|tab|bestellung|auftrag|vorgang|transaktion|"
        "bestellnummer|commande|vente|pedido|orden|venta|operación|ordine|transazione|vendita|"
        "bestelling|transactie|verkoop|zamówienie|transakcja|sprzedaży|encomenda|transação|"
        "venda|order id|注文|注文番号|订单|订单号|주문|주문번호|заказ|objednávka|rendelés|sipariş",
    [WORDS_TIP] =
        "tip|tips|gratuity|trinkgeld|pourboire|propina|mancia|fooi|napiwek|gorjeta|dricks|"
        "drikkepenge|driks|tips til betjening|juomaraha|spropitné|prepitné|borravaló|"
        "bacșiș|napojnica|bahşiş|φιλοδώρημα|чаевые|чайові|بقشيش|טיפ|チップ|小费|小費|팁",
    [WORDS_COUNT] =
        "item|items|item s|article|articles|article s|articolo|articoli|artículo|artículos|"
        "articulos|artikel|positionen|pos|posten|stück|stk|st|pcs|pc|pieces|units|unidades|uds|"
        "itens|artigos|qty|produkter|varor|varer|kpl|tk|szt|ks|kom|шт|товаров|τεμ|adet|点|點|件|개",
    [WORDS_REFERENCE] =
        "session|conf|confirmation|confirmation no|booking|booking no|buchung|buchungsnr|"
        "ref|reference|seq|sequence|trn|referenz|référence|referencia|riferimento|referentie|"
        "referens|referanse|viite|referência",
    [WORDS_NO] =
        "رقم|מס|מספר|מס'|br|broj|št|številka|бр|број|nº|nro|ลำดับ|番|序號|號|號碼|호|mã|nomor|bil|"
        "αρ|"
        "αριθ|αριθμός|số|เลขที่|no|nr|n|num|number|nummer|numer|numero|número|numéro|id|code|"
        "kod|#|no s|číslo|sz|szám|номер|番号|号|번호|and",
    [WORDS_OTHER] =
        "id|id unic|code|kod|nui|nui no|"
        "tbl|tbls|tab no|αρ μητρωου|μητρωου|lic|license|licence|permit|acct|queue|"
        "queue "
        "no|取餐号|排队号|桌号|台号|座位|卓|テーブル|테이블|대기번호|대기|bàn|โต๊ะ|meja|столик|стол|"
        "طاولة|"
        "שולחן|masa|masa no|asztal|stůl|stôl|sto|miza|bord|pöytä|laud|galds|"
        "appr|app|apprv|aprv|auth no|auth code|aut|code autorisation|onay|onay kodu|"
        "işyeri|aid no|arqc|tvr|tsi|tc|resp|"
        "trace|trace no|trace nr|rrn|stan|batch no|batch number|authorization|authorisation|"
        "autorisation|autorización|autorizzazione|authorization code|approval code|appr code|"
        "genehmigung|genehmigungs nr|ta nr|bnr|vu nr|tse|tse transaktion|tse transaktionsnr|"
        "tse signaturzähler|signaturzähler|signatur|seriennr|serial|serial no|sn|s n|imei|trn|"
        "tin|vat reg|vat reg tin|fssai|fssai no|hsn|store|store no|branch|shop no|siège|"
        "agrément|ics|ape|numéro tva|n tva|terminale|pos id|rt|rt no|matricola|matricola rt|"
        "ecf|ecf no|z no|z nr|eku|eku no|ekü|ekü no|mersis|vergi no|vkn no|ιδ|αφμ|δου|γεμη|фн|"
        "фп|рн ккт|зн ккт|смена|едрпоу|пн|зн|фн пн|еик|ддс|зддс|пиб|jib|oib br|dič č|ič|ičo č|"
        "adoszam|taj|nip nr|krs|kod pocztowy|рнокпп|الرقم الضريبي|هاتف|جوال|السجل التجاري|ע מ|"
        "ח "
        "פ|טל|טלפון|店号|店號|機號|機号|統編|賣方|買方|隨機碼|전화|사업자번호|사업자등록번호|"
        "승인번호|카드번호|tax id no|mst|"
        "mã số thuế|npwp|telp|telepon|wa|hp|mob|ph|gst no|gst reg no|uen|brn|sst no|reg no|"
        "company no|co reg|room|pager|buzzer|pump|säule|zapfpunkt|vehicle|odometer|plate|"
        "kennzeichen|table|seat|guests|covers|terminal id|merchant id|merchant|tid|mid|aid|"
        "auth|approval|vat|vat no|tax id|tax no|gst|gstin|abn|ein|phone|tel|telephone|fax|"
        "mobile|date|time|batch|card|member|customer|cashier|station|lane|register|till|pos|"
        "tisch|steuernummer|ust id|ustid|ust idnr|st nr|telefon|datum|uhrzeit|siret|siren|tva|"
        "rcs|naf|tél|mesa|nif|cif|nit|rfc|ruc|rut|cnpj|cuit|fecha|hora|tavolo|partita iva|"
        "p iva|data|ora|coperti|tafel|kvk|btw|tijd|nip|regon|bdo|stolik|godz|org nr|cvr|ičo|"
        "dič|adószám|cui|oib|vkn|инн|огрн|登録番号|電話",
    [WORDS_CUSTOMER] =
        "العميل|לקוח|medlem|medlemsnr|medlemsnummer|mitglied|kundenkarte|fidélité|"
        "carte fidélité|carta fedeltà|tarjeta cliente|pelanggan|khách hàng|ลูกค้า|customer|"
        "customer no|customer id|customer name|client|member|member no|member id|owner|loyalty|"
        "loyalty card|account|guest|bill to|sold to|kunde|kunden nr|kundennummer|kundin|"
        "client n|cliente|socio|n cliente|tessera|klant|klantnr|klantnummer|lid|klient|"
        "nr klienta|kontrahent|nabywca|kund|kundnr|kundenr|asiakas|zákazník|vevő|vásárló|"
        "müşteri|πελάτης|клиент|покупатель|клієнт|покупець|会員|会員番号|お客様番号|会员|会员号|"
        "회원",
    [WORDS_CASHIER] =
        "clk|csh|cshr|svr|srvr|vol|"
        "الكاشير|البائع|קופאי|מוכר|steward|captain|attendant|kasir|thu ngân|พนักงาน|แคชเชียร์|"
        "juruwang|eksp|betjent|betjent av|selger|ekspeditør|afgreitt af|blagajničar|prodavač|"
        "оператор|продавач|касиер|официант|офіціант|cam|le atendio|atendio|atendente|cajero a|"
        "bed|bediende|bediening|cashier|served by|you were served by|your server|server|"
        "operator|clerk|sales clerk|salesperson|sold by|staff|employee|associate|bartender|"
        "waiter|waitress|user|bediener|bedienung|kassierer|kassiererin|kassier|verkäufer|"
        "verkäuferin|mitarbeiter|es bediente sie|es bediente|sie wurden bedient von|"
        "bedient von|kellner|vendeur|vendeuse|caissier|caissière|serveur|serveuse|hôte|hôtesse|"
        "servi par|vous avez été servi par|opérateur|utilisateur|cajero|cajera|vendedor|"
        "vendedora|le atendió|le atiende|le ha atendido|atendido por|empleado|camarero|"
        "camarera|mesero|operador|dependiente|cassiere|cassiera|operatore|addetto|servito da|"
        "cameriere|venditore|kassamedewerker|kassière|medewerker|verkoper|geholpen door|"
        "u bent geholpen door|u werd geholpen door|bediend door|ober|kasjer|kasjerka|"
        "sprzedawca|obsługa|obsługiwał|obsługiwała|kelner|atendido|empregado|funcionário|"
        "caixeiro|garçom|kassör|expedit|betjent af|ekspedient|du ble betjent av|kassa betjent|"
        "myyjä|kassanhoitaja|pokladní|obsluha|pénztáros|eladó|casier|vânzător|blagajnik|"
        "prodajalec|kasiyer|ταμίας|кассир|касир|продавец|担当|担当者|責|責任者|レジ担当|係|店員|"
        "收银员|服务员|담당자|담당",
    [WORDS_TILL] =
        "terminal|till|register|pos|lane|station|workstation|cash register|kasse|kassen "
        "nr|kassennr|"
        "kassennummer|kasse nr|caisse|caisse n|poste|caja|cassa|punto cassa|kassa|kassanr|kasa|"
        "stanowisko|caixa|kassa nr|kassenr|pokladna|pénztár|casa|blagajna|касса|каса|レジ|レジ番号|"
        "收银台|机号",
};

static bool is_part(uint32_t point)
{
    return pattern_is_digit(point) || pattern_is_letter(point) ||
           utf8proc_category((utf8proc_int32_t)point) == UTF8PROC_CATEGORY_MN;
}

void receipt_words_of(const struct pattern_row *row, struct receipt_words *out)
{
    int at = 0;
    *out = (struct receipt_words){.row = row};
    while (out->count < RECEIPT_WORDS) {
        while (at < row->count && !is_part(row->point[at]))
            at++;
        if (at == row->count)
            return;
        struct receipt_word *word = &out->list[out->count++];
        word->start = at;
        for (word->digits = false; at < row->count && is_part(row->point[at]); at++) {
            /* Scripts without blanks are parted from Latin by themselves. */
            if (at > word->start &&
                (row->point[at] < CJK_START) != (row->point[at - 1] < CJK_START))
                break;
            word->digits |= pattern_is_digit(row->point[at]);
        }
        word->end = at;
    }
}

/* Without its mark. */
static uint32_t bare_letter(uint32_t point)
{
    uint8_t bare[TEXT_BYTES_MOST];
    utf8proc_int32_t parts[4];
    int boundary = 0;
    if (point < LATIN_END)
        return text_put(&text_ascii, point, bare) > 0 ? bare[0] : point;
    return utf8proc_decompose_char((utf8proc_int32_t)point, parts, 4, UTF8PROC_DECOMPOSE,
                                   &boundary) > 0
               ? (uint32_t)parts[0]
               : point;
}

static bool is_same(uint32_t found, uint32_t meant)
{
    meant = meant < 0x80 ? meant : pattern_fold(meant);
    if (found == meant)
        return true;
    if (found >= CJK_START || meant >= CJK_START)
        return false;
    if (meant >= 0x80 && meant < LATIN_END && found >= 0x80)
        return true;
    return (found >= 0x80 || meant >= 0x80) && bare_letter(meant) == bare_letter(found);
}

/* "Factuurnr" is "factuur" and that, "kvitteringsnr" is "kvittering" and that. */
static bool is_number_suffix(const struct pattern_row *row, int start, int end)
{
    static const char *const suffixes[] = {"nr", "no", "num", "nro", "nummer", "number"};
    char rest[8] = "";
    start += row->point[start] == 's' && end - start > 2;
    if (end - start < 2 || end - start > 6)
        return false;
    for (int i = start; i < end; i++)
        rest[i - start] = (char)(row->point[i] < 0x80 ? row->point[i] : '?');
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (strcmp(rest, suffixes[i]) == 0)
            return true;
    return false;
}

/* "Verleihbeleg" is a "~beleg": where the word of the row must begin to be the phrase's */
static int tail_start(const struct receipt_word *word, const char *phrase)
{
    int length = 0;
    const char *end = phrase + strcspn(phrase, " |");
    for (uint32_t point; phrase < end; length++)
        phrase += text_next(phrase, end, &point);
    return word->end - word->start > length ? word->end - length : word->start;
}

/* Behind the phrase's word where it is that word of the row; else NULL. */
static const char *match_word(const struct receipt_words *words, int at, const char *phrase)
{
    const struct receipt_word *word = &words->list[at];
    int i = word->start;
    if (*phrase == '~')
        i = tail_start(word, ++phrase);
    while (*phrase != ' ' && *phrase != '|' && *phrase != '\0') {
        uint32_t meant;
        phrase += text_next(phrase, phrase + strnlen(phrase, 4), &meant);
        if (i == word->end || !is_same(words->row->point[i++], meant))
            return NULL;
    }
    bool whole = i == word->end || (*phrase != ' ' && i - word->start > 2 &&
                                    is_number_suffix(words->row, i, word->end));
    return whole ? phrase : NULL;
}

static int match_phrase(const struct receipt_words *words, int at, const char *phrase)
{
    for (int i = at; i < words->count; i++) {
        phrase = match_word(words, i, phrase);
        if (phrase == NULL)
            return 0;
        if (*phrase != ' ')
            return i + 1 - at;
        phrase++;
    }
    return 0;
}

int receipt_words_at(const struct receipt_words *words, int at, enum receipt_sort sort)
{
    int longest = 0;
    for (const char *phrase = lists[sort]; phrase != NULL; phrase = strchr(phrase, '|')) {
        phrase += *phrase == '|';
        int length = match_phrase(words, at, phrase);
        longest = length > longest ? length : longest;
    }
    return longest;
}

int receipt_words_find(const struct receipt_words *words, int end, enum receipt_sort sort)
{
    for (int i = 0; i < words->count && words->list[i].start < end; i++)
        if (receipt_words_at(words, i, sort) > 0)
            return i;
    return -1;
}

/* How many words of the row from `at` agree with what it says; 0: another word. */
static int take_words(const struct receipt_words *words, int at, enum receipt_sort *said)
{
    int longest = receipt_words_at(words, at, WORDS_PAPER);
    for (enum receipt_sort sort = WORDS_COPY; sort <= WORDS_UNPAID; sort++) {
        int length = receipt_words_at(words, at, sort);
        if (length > 0 && length >= longest) {
            longest = length;
            *said = sort;
        }
    }
    return longest > 0 ? longest : words->list[at].digits;
}

enum receipt_sort receipt_words_say(const struct pattern_row *row)
{
    enum receipt_sort said = WORDS_SORTS;
    struct receipt_words words;
    receipt_words_of(row, &words);
    for (int at = 0, taken; at < words.count; at += taken) {
        taken = take_words(&words, at, &said);
        if (taken == 0)
            return WORDS_SORTS;
    }
    return said;
}
